#include "jit/translator.h"

#include <asm/prctl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>
#include <xmmintrin.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstring>
#include <limits>
#include <mutex>
#include <utility>

#include "core/base/error.h"
#include "jit/code_cache.h"
#include "jit/fault_map.h"
#include "jit/pass.h"
#include "jit/x86_64/lowering.h"
#include "jit/x86_64/stubs.h"

namespace sosie::jit {

using x86_64::word_offset;

namespace {

/// Return addresses of guest calls that host code has made, before they start to be forgotten.
constexpr std::size_t kReturnStackBytes = 64 << 10;
constexpr std::size_t kGuardBytes = 4096;

/// The gs segment is where translated code finds the guest's memory. glibc does not use it.
void point_gs_at(const void* base) {
  thread_local const void* current = nullptr;
  if (current == base) return;
  syscall(SYS_arch_prctl, ARCH_SET_GS, base);
  current = base;
}

x86_64::Target make_target(const Isa& isa, const TlbShape* tlb, const JitOptions& options) {
  x86_64::Target target{x86_64::Homes(isa), isa.layout(), {}, isa.float_exceptions(), tlb};
  for (Slot<bool> flag : isa.flags()) target.flags.push_back(flag.offset);
  const auto& features = asmjit::CpuInfo::host().features().x86();
  target.avx = features.hasAVX() && target.float_exceptions;
  if (options.host_extensions) {
    target.bmi2 = features.hasBMI2();
    target.lzcnt = features.hasLZCNT();
    target.fma = features.hasFMA();
  }
  return target;
}

/// Does the puts that translated code has left behind.
void settle(void* state) {
  u64* const words = context_of(state).translator;
  const u64 deferred = std::exchange(words[x86_64::kDeferredNumber], 0);
  const u32 number = static_cast<u32>(deferred), put_since = static_cast<u32>(deferred >> 32);
  if (number == 0) return;
  reinterpret_cast<const DeferredSets*>(words[x86_64::kSets])->do_puts_of(number, static_cast<u8*>(state), put_since);
}

// MXCSR: exception flags, and what it is in C++: nothing traps, rounding to the nearest (Intel SDM vol. 1, 10.2.3).
enum Mxcsr : u32 {
  kInvalid = 1 << 0,
  kDivideByZero = 1 << 2,
  kOverflow = 1 << 3,
  kUnderflow = 1 << 4,
  kInexact = 1 << 5,
  kQuiet = 0x1f80
};

/// Takes what the x87 has accumulated; of that only what is inexact counts. \return it as a bit of MXCSR.
u32 take_extended_exceptions() {
  u16 status;  // the same bits as MXCSR's (Intel SDM vol. 1, 8.1.3)
  asm volatile("fnstsw %0" : "=a"(status));
  if (status & 0x3f) asm volatile("fnclex");
  return status & kInexact;
}

/// Adds the exceptions that the host has accumulated to the guest's, and clears the host's.
void collect_float_exceptions(void* state) {
  u32 raised = _mm_getcsr();
  _mm_setcsr(kQuiet);
  const auto* guest = reinterpret_cast<const FloatExceptions*>(context_of(state).translator[x86_64::kExceptions]);
  if (guest->extended) raised |= take_extended_exceptions();
  if ((raised & (kInvalid | kDivideByZero | kOverflow | kUnderflow | kInexact)) == 0) return;
  u32 added = 0;
  if (raised & kInvalid) added |= guest->invalid;
  if (raised & kDivideByZero) added |= guest->divide_by_zero;
  if (raised & kOverflow) added |= guest->overflow;
  if (raised & kUnderflow) added |= guest->underflow;
  if (raised & kInexact) added |= guest->inexact;
  u32 accumulated;
  u8* const where = static_cast<u8*>(state) + guest->slot.offset;
  std::memcpy(&accumulated, where, sizeof accumulated);
  accumulated |= added;
  std::memcpy(where, &accumulated, sizeof accumulated);
}

/// Constants that translated code finds in its words.
constexpr std::pair<unsigned, u64> kFloatConstants[] = {
    {x86_64::kSign32, 0x8000'0000},
    {x86_64::kSign64, 0x8000'0000'0000'0000},
    {x86_64::kMagnitude32, 0x7fff'ffff},
    {x86_64::kMagnitude64, 0x7fff'ffff'ffff'ffff},
    {x86_64::kLeastNormal32, std::bit_cast<u32>(std::numeric_limits<float>::min())},
    {x86_64::kLeastNormal64, std::bit_cast<u64>(std::numeric_limits<double>::min())},
    {x86_64::kTwo32Single, std::bit_cast<u32>(0x1p32f)},
    {x86_64::kMagnitudes32, 0x7fff'ffff'7fff'ffff},
    {x86_64::kTinies32, 0x7f7f'ffff'7f7f'ffff},
    {x86_64::kTwo32Double, std::bit_cast<u64>(0x1p32)},
};

/// ucontext_t's names of the host's general registers, by their number in instructions.
constexpr int kContextRegister[16] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
                                      REG_R8,  REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15};

}  // namespace

struct JitTranslator::Impl {
  struct Site {
    u8* field;  ///< of the jump's 32-bit displacement, in executable memory
    const u8* unlinked;
  };
  struct ReturnStack {
    RunContext* owner;
    u8* memory;
    u64 top;
  };

  Impl(const Isa& isa, FlatMemory* flat, const TlbShape* tlb, const JitOptions& options)
      : memory(flat),
        target(make_target(isa, tlb, options)),
        cache(options.code_bytes),
        stubs(x86_64::make_stubs(cache, target, {settle, collect_float_exceptions, access})),
        stub_bytes(cache.used()) {}
  ~Impl() {
    for (const ReturnStack& s : return_stacks) munmap(s.memory, kGuardBytes + kReturnStackBytes);
  }

  /// Gives a processor what translated code expects in its context.
  void prepare(RunContext& context) {
    context.translator[x86_64::kReturnStack] = return_stack_of(context);
    context.translator[x86_64::kSets] = reinterpret_cast<u64>(&sets);
    context.translator[x86_64::kOwner] = reinterpret_cast<u64>(this);
    context.translator[x86_64::kExceptions] = reinterpret_cast<u64>(target.float_exceptions);
    for (const auto& [word, value] : kFloatConstants) context.translator[word] = value;
    for (unsigned s = 0; s < x86_64::kStubs; ++s) {
      context.translator[x86_64::kFirstStub + s] = reinterpret_cast<u64>(stubs.leave[s]);
    }
  }
  u64 return_stack_of(RunContext& context) {
    const std::lock_guard lock(return_stacks_mutex);
    const auto stack = std::ranges::find(return_stacks, &context, &ReturnStack::owner);
    if (stack != return_stacks.end()) return stack->top;
    if (!return_stacks.empty()) floats = target.avx;  // the other one may make such a block while this one runs
    return return_stacks.emplace_back(make_return_stack(context)).top;
  }
  void forget_return_stack(const RunContext& context) {
    const std::lock_guard lock(return_stacks_mutex);
    const auto stack = std::ranges::find(return_stacks, &context, &ReturnStack::owner);
    if (stack == return_stacks.end()) return;
    munmap(stack->memory, kGuardBytes + kReturnStackBytes);
    return_stacks.erase(stack);
  }
  bool is_prepared(const RunContext& context) const {
    return context.translator[x86_64::kSets] == reinterpret_cast<u64>(&sets);
  }

  ReturnStack make_return_stack(RunContext& owner) const {
    void* const place =
        mmap(nullptr, kGuardBytes + kReturnStackBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (place == MAP_FAILED) throw UserError("the host gives no memory for a return stack; run with --jit off");
    u8* const memory = static_cast<u8*>(place);
    mprotect(memory, kGuardBytes, PROT_NONE);
    const u64 top = reinterpret_cast<u64>(memory + kGuardBytes + kReturnStackBytes - sizeof(u64));
    *reinterpret_cast<const void**>(top) = stubs.return_underflow;
    return {&owner, memory, top};
  }

  void set_jump(const Site& site, const u8* destination) {
    const i32 displacement = static_cast<i32>(destination - (site.field + sizeof(i32)));
    // In one piece: another thread may be jumping here.
    __atomic_store_n(reinterpret_cast<i32*>(cache.writable(site.field)), displacement, __ATOMIC_RELEASE);
  }

  /// The top of the return-address stack that a faulting push ran over, or 0.
  u64 overflowed(const void* address) {
    const std::lock_guard lock(return_stacks_mutex);
    for (const ReturnStack& s : return_stacks) {
      if (address >= s.memory && address < s.memory + kGuardBytes) return s.top;
    }
    return 0;
  }

  /// Brings the state to what it is before the access of `point`, but for the homes.
  void begin_fault(const FaultMap::Found& found, std::span<const u64, kHostRegisters> values, void* state) const {
    const auto& [table, point] = found;
    settle(state);
    do_puts(table->nodes_of(*point), table->puts_of(*point), values.data(), static_cast<u8*>(state));
    target.layout.set(state, point->pc, point->mode);
    context_of(state).budget += point->give_back;
  }
  static u32 access(void* state, const u64* registers);

  FlatMemory* const memory;  ///< null on boards
  const x86_64::Target target;
  CodeCache cache;
  const x86_64::Stubs stubs;
  const std::size_t stub_bytes;
  std::vector<Site> sites;  ///< by LinkSite - 1
  FaultMap faults;
  DeferredSets sets;
  /// Taken by the fault handler too: what faults in translated code holds it not.
  std::mutex return_stacks_mutex;
  std::vector<ReturnStack> return_stacks;
  std::atomic<bool> floats{false};  ///< some block leaves floating-point exceptions in the host's register
};

/// What the TLB could not do. Called by the stub.
u32 JitTranslator::Impl::access(void* state, const u64* registers) {
  RunContext& context = context_of(state);
  u64* const words = context.translator;
  const auto kind = x86_64::AccessKind::of(static_cast<u32>(words[x86_64::kAccessKind]));
  const u32 address = static_cast<u32>(words[x86_64::kAccessAddress]);
  u64& value = words[x86_64::kAccessValue];
  BoardMemory& memory = *context.board;
  Tlb& tlb = tlb_of(state);
  const bool leaves = kind.operation == x86_64::AccessKind::kLeave;
  BoardMemory::Outcome outcome{};
  if (kind.operation == x86_64::AccessKind::kStore) {
    outcome = memory.store(tlb, kind.view, address, kind.bytes, value);
  } else if (!leaves) {
    const u64 desired = value, bits = ~u64{0} >> (64 - 8 * kind.bytes);
    outcome = memory.load(tlb, kind.view, address, kind.bytes, value);
    const bool exchanges = kind.operation == x86_64::AccessKind::kCompareExchange &&
                           outcome.status == BoardMemory::Outcome::kDone &&
                           value == (words[x86_64::kAccessExpected] & bits);
    if (exchanges) outcome = memory.store(tlb, kind.view, address, kind.bytes, desired);
  }
  if (!leaves && outcome.status == BoardMemory::Outcome::kDone) return 1;
  const auto& impl = *reinterpret_cast<const Impl*>(words[x86_64::kOwner]);
  const void* const returns_to = *reinterpret_cast<void* const*>(words[x86_64::kTranslatedStack]);
  std::array<u64, kHostRegisters> values{};
  std::copy_n(registers, kHostRegisters, values.begin());
  impl.begin_fault(impl.faults.find(returns_to), values, state);
  words[x86_64::kFaultAddress] = outcome.address;
  u64 detail = 0;
  if (leaves) detail |= x86_64::kIsNoFault;
  if (kind.operation != x86_64::AccessKind::kLoad) detail |= x86_64::kFaultIsWrite;
  if (outcome.status == BoardMemory::Outcome::kMisaligned) detail |= x86_64::kFaultIsMisaligned;
  words[x86_64::kExitDetail] = detail;
  return 0;
}

JitTranslator::JitTranslator(const Isa& isa, FlatMemory& memory, const JitOptions& options)
    : impl_(std::make_unique<Impl>(isa, &memory, nullptr, options)) {}
JitTranslator::JitTranslator(const Isa& isa, BoardMemory& memory, const JitOptions& options)
    : impl_(std::make_unique<Impl>(isa, nullptr, &memory.shape(), options)) {}
JitTranslator::~JitTranslator() = default;

bool JitTranslator::translate(const ir::Block& original, TranslatedCode& out) {
  ir::Block block = original;
  optimize(block);
  asmjit::CodeHolder code;
  code.init(asmjit::Environment::host());
  asmjit::x86::Assembler a(&code);
  x86_64::LoweredBlock lowered;
  const u32 first_link = static_cast<u32>(impl_->sites.size() + 1);
  if (!x86_64::Lowering(impl_->target, block, code, a, first_link, impl_->sets).run(lowered)) {
    out = {};
    return true;
  }
  const std::size_t bytes = code.codeSize();
  std::vector<u32> fields;
  for (const x86_64::LinkPoint& link : lowered.links) fields.push_back(link.field);
  u8* const entry = impl_->cache.allocate(bytes, fields);
  if (!entry) return false;
  code.copyFlattenedData(impl_->cache.writable(entry), bytes);
  for (const x86_64::LinkPoint& link : lowered.links)
    impl_->sites.push_back({entry + link.field, entry + link.unlinked});
  impl_->faults.add({entry, std::move(lowered.faults), std::move(lowered.nodes), std::move(lowered.puts)});
  if (lowered.raises_float_exceptions) impl_->floats = true;
  out = {entry, static_cast<u32>(bytes), static_cast<u32>(code.textSection()->bufferSize())};
  return true;
}

Exit JitTranslator::run(const void* entry, void* state) {
  RunContext& context = context_of(state);
  if (!impl_->is_prepared(context)) impl_->prepare(context);
  if (impl_->memory) point_gs_at(context.memory);
  const bool floats = impl_->floats;
  if (floats) {
    _mm_setcsr(kQuiet);
    if (impl_->target.float_exceptions->extended) take_extended_exceptions();
  }
  Exit exit{static_cast<Exit::Kind>(impl_->stubs.enter(entry, state))};
  if (floats || impl_->floats) collect_float_exceptions(state);
  settle(state);
  const u64 detail = context.translator[x86_64::kExitDetail];
  if (exit.kind == Exit::kJump) exit.site = detail;
  else exit.detail = detail;
  if (exit.kind == Exit::kFault && (detail & x86_64::kIsNoFault) != 0) return {Exit::kJump};
  if (exit.kind == Exit::kFault) {
    exit.fault_address = context.translator[x86_64::kFaultAddress];
    exit.fault_is_write = (detail & x86_64::kFaultIsWrite) != 0;
    exit.fault_is_misaligned = (detail & x86_64::kFaultIsMisaligned) != 0;
  }
  return exit;
}

const void* JitTranslator::cold_entry() const { return impl_->stubs.cold_entry; }

void JitTranslator::link(LinkSite site, const void* target) {
  impl_->set_jump(impl_->sites[site - 1], static_cast<const u8*>(target));
}

void JitTranslator::unlink(LinkSite site) {
  // Sites from before a `clear` are gone already.
  if (site <= impl_->sites.size()) impl_->set_jump(impl_->sites[site - 1], impl_->sites[site - 1].unlinked);
}

bool JitTranslator::links_at_once(LinkSite site) const {
  return CodeCache::within_line(impl_->sites[site - 1].field, sizeof(i32));
}

void JitTranslator::forget_processor(RunContext& context) { impl_->forget_return_stack(context); }

void JitTranslator::clear() {
  impl_->cache.shrink_to(impl_->stub_bytes);
  impl_->sites.clear();
  impl_->faults.clear();
  impl_->sets.clear();
}

bool JitTranslator::host_fault(void* info, void* context) {
  const auto* signal = static_cast<siginfo_t*>(info);
  greg_t* const registers = static_cast<ucontext_t*>(context)->uc_mcontext.gregs;
  const void* const pc = reinterpret_cast<const void*>(registers[REG_RIP]);
  if (!impl_->cache.contains(pc)) return false;
  if (const u64 top = impl_->overflowed(signal->si_addr)) {
    registers[REG_RSP] = static_cast<greg_t>(top);  // the call goes ahead, older ones are forgotten
    return true;
  }
  const FaultMap::Found found = impl_->faults.find(pc);
  if (!found.point) return false;
  u8* const state = reinterpret_cast<u8*>(registers[REG_RBP]);
  std::array<u64, kHostRegisters> values;
  for (unsigned r = 0; r < kFirstVector; ++r) values[r] = static_cast<u64>(registers[kContextRegister[r]]);
  const auto& vectors = static_cast<ucontext_t*>(context)->uc_mcontext.fpregs->_xmm;
  for (unsigned r = 0; r < 16; ++r) std::memcpy(&values[kFirstVector + r], &vectors[r], sizeof(u64));
  impl_->begin_fault(found, values, state);
  context_of(state).translator[x86_64::kFaultAddress] = impl_->memory->guest(signal->si_addr);
  constexpr greg_t kWriteAccess = 2;  // Intel SDM vol. 3, 4.7
  registers[REG_RDX] = registers[REG_ERR] & kWriteAccess ? unsigned{x86_64::kFaultIsWrite} : 0u;
  registers[REG_RIP] = reinterpret_cast<greg_t>(impl_->stubs.leave[x86_64::kLeaveFault]);
  return true;
}

void JitTranslator::before_fork() { impl_->cache.before_fork(); }
void JitTranslator::after_fork(bool in_child) { impl_->cache.after_fork(in_child); }

}  // namespace sosie::jit
