/// jit/x86_64/lowering.h — one block becomes host code.
///
/// Operations are looked at in order, but a pure one is computed only when somebody needs it: by then it is often part
/// of an address, the condition of a jump, or a result that can be made right in its home. Puts of flags wait likewise,
/// until the flag is put again (nothing to do then), control leaves the block (done in the code of the exit, apart from
/// the main way, as far as it is not left for whoever reads the flag), or a fault asks for them (done by the fault's
/// handler). What is left is in deferred_puts.h: before a flag is read or written in the state, it is settled.
#pragma once

#include <asmjit/x86.h>

#include <array>
#include <functional>
#include <vector>

#include "core/emit/lanes.h"
#include "core/ir/evaluator.h"
#include "jit/deferred_puts.h"
#include "jit/fault_map.h"
#include "jit/passes/rewriter.h"
#include "jit/x86_64/frame.h"
#include "jit/x86_64/target.h"

namespace sosie::jit::x86_64 {

/// A direct jump that may be linked: `field` is the rel32 of a jmp or call, `unlinked` where it goes until then.
struct LinkPoint {
  u32 field, unlinked;
};

/// Offsets are from the block's first byte, its entry.
struct LoweredBlock {
  std::vector<LinkPoint> links;
  std::vector<FaultPoint> faults;  ///< in the order of their offsets
  std::vector<DeferredNode> nodes;
  std::vector<DeferredPut> puts;
  bool raises_float_exceptions = false;  ///< in the host's register
};

class Lowering {
 public:
  /// Link sites are numbered from `first_link`. The assembler's code holder is empty and gets the code.
  Lowering(const Target& target, const ir::Block& block, asmjit::CodeHolder& code, asmjit::x86::Assembler& a,
           u32 first_link, DeferredSets& sets);

  /// \return false when the block asks for more than there is (registers, spill slots, instructions known here).
  bool run(LoweredBlock& out);

 private:
  using Gp = asmjit::x86::Gp;
  using Mem = asmjit::x86::Mem;
  using Operand = asmjit::Operand;
  using Cond = asmjit::x86::CondCode;
  using ValueId = ir::ValueId;
  using Insn = ir::Insn;
  static constexpr ValueId kNone = ir::kNoValue;

  /// Where a value is.
  enum class Where : u8 {
    kNowhere,  ///< not made yet, or nobody needs it any more
    kConst,
    kLazy,  ///< its operation has not been emitted; it keeps its operands alive
    kReg,
    kFloat,  ///< in a vector register; only as many low bits count as the value has
    kSpill,
    kSlot,  ///< in the state, where a get found it
  };
  struct ValueState {
    Where where = Where::kNowhere;
    u8 place = 0;  ///< register or spill slot
    u16 uses = 0;  ///< by operations not emitted yet and by pending puts
  };
  /// What the host's flags say, if anything.
  struct HostFlags {
    enum Kind : u8 {
      kNothing,
      kSub,       ///< of x - y
      kAdd,       ///< of x + y
      kSum,       ///< of x + y + carry
      kBorrow,    ///< of x + ~z + carry, made by sbb: the carry is inverted
      kResult,    ///< of result, carry and overflow clear
      kZeroSign,  ///< of result, but only zero and sign
      kFloat,     ///< of a comparison of the numbers x and y
    } kind = kNothing;
    Type type = Type::kVoid;
    ValueId x = kNone, y = kNone, carry = kNone;
    ValueId result = kNone;
  };
  struct Pending {
    u16 slot;
    ValueId value;
    bool operator==(const Pending&) const = default;
  };
  struct Place {
    u64 pc;
    u32 mode;
  };

  struct Unlinked {
    asmjit::Label label;
    u32 link;
    Place place;
  };
  /// A change inside a region, to be taken back after it.
  struct Change {
    ValueId value;
    ValueState state;
    Insn def;
  };
  /// A result that the helper may have to compute: `begin` lies apart, `back` on the main way.
  struct SlowFloat {
    asmjit::Label begin, back;
    const Helper* helper;
    std::array<Vec, 3> arguments = {kNoVec, kNoVec, kNoVec};
    Vec result = kNoVec;
    Reg integer_result = kNoReg;
    bool takes_back = false;  ///< exceptions that the host has raised
  };
  /// An operation in extended precision that the helper has to do: `begin` lies apart, `back` on the main way, where
  /// the result is in its register.
  struct SlowExtended {
    asmjit::Label begin, back;
    const Helper* helper;
    u64 places;
    Reg result, second, third = kNoReg;  ///< all but the result for the time of the operation
    std::array<Vec, 2> floats = {kNoVec, kNoVec};
  };
  /// How things stood when a region began.
  struct RegionEntry {
    std::array<ValueId, 16> owner, float_owner, spill_owner;
    std::vector<ValueId> in_slots;
    std::vector<Pending> pending;
    HostFlags flags;
    Place at;
    u32 kept_spills;
    bool settled;
  };

  // lowering.cpp: the way through the block
  void count_uses();
  void lower_range(std::size_t begin, std::size_t end);
  void lower(std::size_t index);
  void lower_pure(ValueId v);
  void lower_get(ValueId v);
  void lower_put(const Insn& insn);
  void put_home(const Home& home, ValueId v);
  void put_slot(StatePiece piece, const Insn& insn);
  void lower_call(ValueId v);
  void save_for_call(std::span<const StatePiece> reads, std::span<const StatePiece> writes);
  void call_function(u64 function, std::span<const StatePiece> writes, bool keeps_exceptions);
  Gp home_register(const Home& home) const { return gp(home.reg, home.piece.bytes == 8 ? Type::kI64 : Type::kI32); }
  void lower_region(const Region& region);
  void prepare_inline_region(const Region& region);
  void restore_registers(const RegionEntry& entry);
  void take_back(const Region& region, const RegionEntry& entry);
  u32 section_offset() const;
  /// Emits code into the section of exits.
  template <class Emit>
  void in_cold(Emit emit) {
    asmjit::Section* const before = a_.currentSection();
    a_.section(cold_);
    emit();
    a_.section(before);
  }

  // registers.cpp: values and where they are
  const Insn& def(ValueId v) const { return code_[v]; }
  bool is_const(ValueId v) const { return def(v).op == Op::kConst; }
  bool is_zero(ValueId v) const { return is_const(v) && def(v).imm == 0; }
  bool is_lazy(ValueId v, Op op) const { return values_[v].where == Where::kLazy && def(v).op == op; }
  Type type_of_value(ValueId v) const { return ir::result_type(def(v)); }
  Gp gp(Reg reg, Type type) const;
  Mem slot(StatePiece piece) const { return in_record(piece.offset, piece.bytes); }
  ValueState& change(ValueId v);
  void redefine(ValueId v, const Insn& insn);
  void drop_use(ValueId v);
  void drop_operands(const Insn& insn);
  void own(Reg reg, ValueId v);
  void lock(Reg reg) { locked_ |= 1u << reg; }
  bool is_locked(Reg reg) const { return locked_ >> reg & 1; }
  void lock_spill(unsigned n) { locked_ |= 1u << (16 + n); }
  bool is_locked_spill(unsigned n) const { return locked_ >> (16 + n) & 1; }
  /// A scratch register for one instruction or for a value; locked.
  Reg allocate();
  /// Makes a scratch register free; locked.
  void take(Reg reg);
  void spill(ValueId v);
  /// \return a spill slot that may be used now, or -1.
  int free_spill_slot() const;
  /// Values that wait keep their operands somewhere: it is time to compute them.
  bool is_crowded() const;
  /// Saves what lies in a register, if somebody needs it, before the register gets another value: `next`, if known.
  void before_overwrite(Reg reg, ValueId next = kNone);
  /// The same for bytes of the state.
  void before_overwrite(StatePiece piece);
  /// Makes `v` lazy: to be computed back from `result`, a sum or difference with it.
  bool recover_from(ValueId v, ValueId result);
  /// What `v` is a widened or cut form of, where that needs no instruction.
  ValueId peeled(ValueId v) const;
  /// Emits what is lazy.
  void prepare(ValueId v);
  /// In a register, locked; not to be changed.
  Reg need(ValueId v);
  /// As need, but an immediate or memory where the instruction can take that.
  Operand source(ValueId v, Type type);
  /// Copies the value to this scratch register, which becomes locked.
  void into(Reg reg, ValueId v);
  void load_constant(Reg reg, u64 value);
  void load_slot(Reg reg, const Insn& get);
  void load_state(Reg reg, Type type, i32 offset);

  // lower_integer.cpp: pure operations
  /// Computes a lazy value, into `dest` if that is given.
  void emit(ValueId v, Reg dest = kNoReg);
  Reg result_reg(Reg dest, Reg reusable, ValueId v);
  void done(ValueId v, Reg reg);
  void emit_binary(ValueId v, Reg dest);
  bool emit_lea(ValueId v, Reg dest);
  bool emit_mask(ValueId v, Reg dest);
  void emit_two_operand(asmjit::x86::Inst::Id inst, ValueId v, Reg dest, bool commutes);
  void combine(asmjit::x86::Inst::Id inst, Type type, Reg d, const Operand& x, const Operand& y, bool commutes);
  std::pair<ValueId, unsigned> scaled(ValueId v) const;
  void emit_shift(ValueId v, Reg dest);
  static asmjit::x86::Inst::Id shift_inst(Op op);
  void emit_multiply(ValueId v, Reg dest);
  void emit_divide(ValueId v, Reg dest);
  void emit_unary(ValueId v, Reg dest);
  void emit_count_zeros(ValueId v, Reg dest);
  void emit_convert(ValueId v, Reg dest);
  void emit_select(ValueId v, Reg dest);
  void emit_flag(ValueId v, Reg dest);
  void emit_sum(ValueId v, Reg dest);
  void extend_small(Type type, Reg reg);

  // lower_flags.cpp: conditions
  /// Makes the host's flags say it. \return the condition under which `v` holds. Its use is not dropped.
  Cond condition(ValueId v);
  Cond any_condition(ValueId v);
  bool flags_say(ValueId v, Cond& cond) const;
  bool result_says(const Insn& insn, Cond& cond) const;
  Cond compare(ValueId v);
  void compare_values(Type type, ValueId x, ValueId y, ValueId difference, bool either_way);
  void test_value(ValueId x, Type type, ValueId v);
  Cond flag_condition(ValueId v);
  Cond sum_condition(ValueId v);
  Cond prepare_carry(ValueId carry);
  /// CF = value, or its inverse. `prepared` is what prepare_carry said.
  void set_carry(ValueId carry, Cond prepared, bool inverted);
  void clobber_flags() { flags_ = {}; }
  /// \return which of the guest's flags, or -1.
  int flag_at(u16 slot) const;
  bool is_flag(u16 slot) const { return flag_at(slot) >= 0; }
  bool touches_flag(StatePiece piece) const;
  void add_pending(u16 slot, ValueId v);
  void write_flag(u16 slot, ValueId v);
  void mark_put(u32 flags);
  void flush_pending();
  void flush_pending(StatePiece piece);
  /// The state's flags are from now on what they should be, but for what is pending here.
  void settle();
  /// Control leaves the block: what is pending is put or left behind.
  void leave_pending();
  bool defer_pending();

  // lower_lanes.cpp
  void lower_lanes(ValueId v);
  Vec lanes_on_host(const Insn& insn, LaneForm form);
  Vec vector_op(asmjit::x86::Inst::Id id, Vec x, Vec y = kNoVec);
  Vec vector_shift(asmjit::x86::Inst::Id id, Vec x, unsigned amount);
  Vec vector_constant(u64 value);
  Vec move_bytes(Vec a, Vec b, u64 sources);
  Vec shift_lanes(LaneForm form, ValueId operand, u64 by);
  Vec compare_lanes(LaneForm form, const Insn& insn);
  Vec resize_lanes(LaneForm form, const Insn& insn);
  bool emit_vector_logic(ValueId v);
  void call_lanes(ValueId v, LaneForm form);

  // lower_memory.cpp
  Mem address(ValueId v, Type type);
  Reg home_for(ValueId v, std::size_t from) const;
  /// What the value that is loaded at `index` is widened to right away, or itself.
  ValueId widened(std::size_t index, Op& widening) const;
  /// The least that the low bits of `v` can be stored from.
  ValueId uncut(ValueId v, Type type) const;
  void move_loaded(Reg d, const Mem& from, Type loaded, Type made, bool sign);
  void own_loaded(Reg d, ValueId v, ValueId made);
  void lower_load(std::size_t index);
  void lower_store(const Insn& insn);
  void lower_compare_exchange(ValueId v);
  void lower_fence();
  /// The guest may fault where code stands now: the host instruction that follows, or the call before it.
  void note_fault();
  /// Adds `v` as an expression over values that are somewhere now. \return its number from `first_node_` on.
  u16 deferred_node(ValueId v, std::vector<DeferredNode>& nodes);

  // lower_tlb.cpp
  /// An address in a register, or a constant.
  struct WholeAddress {
    Reg reg = kNoReg;
    u32 constant = 0;
  };
  WholeAddress whole_address(ValueId v);
  Mem look_up(const WholeAddress& address, Type type, bool write, Reg entry, Reg page, const asmjit::Label& miss);
  void put_access(const WholeAddress& address, AccessKind::Operation operation, Type type);
  void call_access();
  /// What is done at `miss` instead of what was emitted last.
  template <class Emit>
  void on_miss(const asmjit::Label& miss, Emit emit) {
    const asmjit::Label back = a_.newLabel();
    const bool apart = a_.currentSection() != cold_;  // some regions lie there as a whole
    if (apart) a_.bind(back);
    else a_.jmp(back);
    in_cold([&] {
      a_.bind(miss);
      emit();
      if (apart) a_.jmp(back);
    });
    if (!apart) a_.bind(back);
  }
  void load_by_tlb(std::size_t index);
  void store_by_tlb(const Insn& insn);
  void exchange_by_call(ValueId v);
  void leave_if_interrupted();

  // lower_float.cpp
  unsigned float_bits(ValueId v) const;
  bool is_sign_operation(const Insn& insn) const;
  void want_float(ValueId v);
  void lock_float(Vec x) { locked_floats_ |= 1u << x; }
  bool is_locked_float(Vec x) const { return locked_floats_ >> x & 1; }
  Vec allocate_float();
  void own_float(Vec x, ValueId v);
  void spill_float(ValueId v);
  void spill_floats();
  Vec need_float(ValueId v, unsigned bits);
  Vec in_float(ValueId v, unsigned bits);
  Reg float_in_register(ValueId v);
  bool is_wide_float(ValueId v) const;
  void move_float(Reg reg, ValueId v, unsigned bytes);
  bool is_float_access(ValueId v, Type type) const;
  void store_float(const Mem& to, unsigned bytes, ValueId v);
  bool host_has(const HostFloat& host) const;
  bool emit_sign(ValueId v);
  void lower_float_call(ValueId v);
  void lower_packed_float(ValueId v);
  Vec tiny_lanes(Vec x);
  void guard_float(const SlowFloat& slow, FloatOp op, unsigned bits);
  void lower_float_compare(ValueId v);
  Cond float_condition(ValueId v);
  bool float_flags_say(ValueId v, Cond& cond) const;
  void lower_float_to_integer(ValueId v);
  void lower_integer_to_float(ValueId v);
  void emit_slow_floats();
  bool collect_float_exceptions(StatePiece piece);

  // lower_extended.cpp
  bool host_has(const HostExtended& host) const { return target_.avx && host.op != ExtendedOp::kNone; }
  void lower_extended(ValueId v);
  void extended_unary(const SlowExtended& slow, const HostExtended& host);
  void extended_binary(const SlowExtended& slow, const HostExtended& host);
  void extended_single(const SlowExtended& slow, const HostExtended& host);
  void extended_compare(const SlowExtended& slow, const HostExtended& host);
  void extended_test(const SlowExtended& slow, const HostExtended& host);
  void extended_store(const SlowExtended& slow, const HostExtended& host);
  void push_number(const SlowExtended& slow, ExtendedSource source);
  void expect_not_tiny(const SlowExtended& slow, u16 place);
  void classify(const SlowExtended& slow, u16 place, bool is_copy, bool may_vanish, const asmjit::Label& wrong);
  void single_operand(const SlowExtended& slow, ExtendedSource source, u16 place, Vec x);
  void emit_slow_extended();
  void keep_extended_exceptions();
  void forget_extended_exceptions();

  // lower_exits.cpp
  void emit_entry();
  void emit_tails();
  void lower_jump(const Insn& insn);
  void lower_stop(const Insn& insn);
  void lower_raise(const Insn& insn);
  bool known_place(const Insn& insn, Place& place) const;
  void after_return(const Place& back);
  void put_place_in_registers(const Insn& insn);
  void give_back_budget(u32 executed);
  void store_place(const Place& place);
  void leave(Stub stub);
  /// A jmp or call whose target is filled in later.
  void link_jump(bool call, const Place& place);

  const Target& target_;
  std::vector<Insn> code_;  ///< the block's, redefined where a value is computed back
  const u32 block_insns_;
  const Place start_;
  asmjit::CodeHolder& holder_;
  asmjit::x86::Assembler& a_;
  asmjit::Section* cold_ = nullptr;
  const u32 first_link_;
  DeferredSets& sets_;
  LoweredBlock* out_ = nullptr;

  std::vector<ValueState> values_;
  std::array<ValueId, 16> owner_;        ///< by register; more than one may hold the same value
  std::array<ValueId, 16> float_owner_;  ///< by vector register
  std::array<ValueId, 16> spill_owner_;  ///< by spill slot
  u32 kept_spills_ = 0;                  ///< spill slots that a region may not reuse
  std::vector<ValueId> in_slots_;        ///< values that are kSlot
  std::vector<Pending> pending_;
  std::vector<ValueId> by_difference_;  ///< for a comparison: the difference of the same operands, or kNone
  std::vector<bool> flags_wanted_;      ///< for an operation: somebody asks for the flags it makes
  std::vector<bool> value_wanted_;      ///< somebody asks for more than flags
  std::vector<bool> in_order_;          ///< for a sum: part of a carry chain
  std::vector<ValueId> skip_;           ///< made together with the operation before
  std::vector<bool> float_wanted_;      ///< in a vector register
  std::vector<SlowFloat> slow_floats_;
  std::vector<SlowExtended> slow_extended_;
  std::vector<std::function<void()>> apart_;  ///< emit what is seldom run, at the very end
  bool exceptions_put_ = false;               ///< since the block began
  HostFlags flags_;
  u32 locked_ = 0;  ///< registers, then spill slots, that the current instruction reads or writes
  u32 locked_floats_ = 0;
  Place at_{};
  bool stored_ = false;  ///< since the current guest instruction began
  u32 begun_ = 0;        ///< guest instructions up to and with the current one
  bool failed_ = false;

  std::vector<Change> journal_;
  bool in_region_ = false;
  bool settled_ = false;  ///< nothing is deferred any more

  asmjit::Label budget_spent_, find_;
  bool find_used_ = false;
  std::vector<Unlinked> unlinked_;
  struct Unsettled {
    asmjit::Label label, back;
  };
  std::vector<Unsettled> unsettled_;
  std::vector<std::pair<ValueId, u16>> node_of_;
  u32 first_node_ = 0;
};

}  // namespace sosie::jit::x86_64
