#include <algorithm>
#include <cctype>
#include <charconv>
#include <unordered_map>

#include "core/base/error.h"
#include "core/emit/lanes.h"
#include "core/ir/block.h"
#include "core/ir/text.h"

namespace sosie::ir {

namespace {

/// Reads one block. Empty lines and lines that begin with # are passed over.
class Parser {
 public:
  Parser(std::string_view text, std::span<const Helper* const> helpers) : text_(text), helpers_(helpers) {}

  Block run() {
    if (!next_line()) fail("no block");
    expect("block");
    block_.address = number();
    block_.mode = mode();
    end_of_line();
    while (next_line()) {
      insn();
      end_of_line();
    }
    return std::move(block_);
  }

 private:
  struct Result {
    std::string_view name;
    Type type = Type::kVoid;
  };

  [[noreturn]] void fail(std::string_view what) const {
    throw UserError("line " + std::to_string(line_number_) + ": " + std::string(what));
  }
  [[noreturn]] void fail(std::string_view what, std::string_view which) const {
    fail(std::string(what) + " '" + std::string(which) + "'");
  }

  /// Steps to the next line that says something.
  bool next_line() {
    while (!text_.empty()) {
      const std::size_t end = std::min(text_.find('\n'), text_.size());
      line_ = text_.substr(0, end);
      text_.remove_prefix(std::min(end + 1, text_.size()));
      ++line_number_;
      skip_spaces();
      if (!line_.empty() && line_.front() != '#') return true;
    }
    return false;
  }
  void skip_spaces() {
    while (!line_.empty() && (line_.front() == ' ' || line_.front() == '\t' || line_.front() == '\r'))
      line_.remove_prefix(1);
  }
  bool take(char c) {
    if (line_.empty() || line_.front() != c) return false;
    line_.remove_prefix(1);
    skip_spaces();
    return true;
  }
  void need(char c) {
    if (!take(c)) fail("expected", std::string_view(&c, 1));
  }
  std::string_view word() {
    std::size_t n = 0;
    while (n < line_.size() &&
           (std::isalnum(static_cast<unsigned char>(line_[n])) || line_[n] == '_' || line_[n] == '.'))
      ++n;
    if (n == 0) fail(line_.empty() ? "the line ends too early" : "expected a word");
    const std::string_view result = line_.substr(0, n);
    line_.remove_prefix(n);
    skip_spaces();
    return result;
  }
  void expect(std::string_view expected) {
    if (const std::string_view got = word(); got != expected)
      fail("expected '" + std::string(expected) + "', not", got);
  }
  u64 number() {
    const std::string_view digits = word();
    const bool hex = digits.starts_with("0x");
    const char* begin = digits.data() + (hex ? 2 : 0);
    const char* end = digits.data() + digits.size();
    u64 value = 0;
    const auto [at, error] = std::from_chars(begin, end, value, hex ? 16 : 10);
    if (error != std::errc{} || at != end) fail("not a number:", digits);
    return value;
  }
  u64 number_up_to(u64 greatest) {
    const u64 value = number();
    if (value > greatest) fail("the number is too large");
    return value;
  }
  u32 mode() {
    expect("mode");
    return static_cast<u32>(number_up_to(0xffff'ffff));
  }
  ValueId value() {
    const std::string_view name = word();
    const auto it = values_.find(name);
    if (it == values_.end()) fail("unknown value", name);
    return it->second;
  }
  void values(Insn& insn, unsigned count) {
    for (unsigned i = 0; i < count; ++i) {
      if (i > 0) need(',');
      (i == 0 ? insn.a : i == 1 ? insn.b : insn.c) = value();
    }
  }
  Type type_of_value(ValueId v) const { return result_type(block_.code[v]); }
  void end_of_line() const {
    if (!line_.empty()) fail("more on the line than expected:", line_);
  }

  Type type() {
    const std::string_view name = word();
    const auto it = std::find(kTypeNames.begin() + 1, kTypeNames.end(), name);
    if (it == kTypeNames.end()) fail("unknown type", name);
    return static_cast<Type>(it - kTypeNames.begin());
  }

  const Helper* helper(std::string_view name) const {
    for (const Helper* h : helpers_) {
      if (h->name == name) return h;
    }
    fail("unknown helper", name);
  }

  void insn() {
    Result result;
    std::string_view name = word();
    if (take(':')) {
      result = {name, type()};
      need('=');
      name = word();
    }
    const auto it = std::find_if(kOps.begin(), kOps.end(), [&](const OpInfo& i) { return i.name == name; });
    if (it == kOps.end()) fail("unknown operation", name);
    if (block_.code.size() >= kNoValue) fail("the block is too long");
    Insn insn{it->op, result.type};
    operands(insn, *it);
    const Type made = result_type(insn);
    if (made != result.type) {
      if (result.type == Type::kVoid) fail("the result needs a name:", name);
      fail("the result has another type:", name);
    }
    block_.code.push_back(insn);
    if (made != Type::kVoid && !values_.emplace(result.name, static_cast<ValueId>(block_.code.size() - 1)).second) {
      fail("the name is taken:", result.name);
    }
  }

  void operands(Insn& insn, const OpInfo& info) {
    switch (info.shape) {
      case Shape::kConst:
        insn.imm = number();
        if (insn.imm & ~type_mask(insn.type)) fail("the number does not fit its type");
        break;
      case Shape::kGet: insn.imm = number_up_to(0xffff); break;
      case Shape::kPut:
        insn.imm = number_up_to(0xffff);
        need(',');
        values(insn, 1);
        insn.type = type_of_value(insn.a);
        break;
      case Shape::kCompare:
      case Shape::kCarryOf:
        values(insn, info.operands);
        if (insn.type != Type::kI1) fail("the result has another type:", info.name);
        insn.type = type_of_value(insn.a);
        break;
      case Shape::kFloatIs:
        insn.imm = number_up_to(kAnyRelation);
        need(',');
        values(insn, info.operands);
        if (insn.type != Type::kI1) fail("the result has another type:", info.name);
        insn.type = type_of_value(insn.a);
        break;
      case Shape::kStore:
        values(insn, info.operands);
        insn.type = type_of_value(insn.b);
        break;
      case Shape::kCall: call(insn); break;
      case Shape::kLanes:
        insn.imm = lanes();
        values(insn, info.operands);
        break;
      case Shape::kAt: {
        insn.imm = number();
        const u32 key = mode();
        insn.a = static_cast<ValueId>(key);
        insn.b = static_cast<ValueId>(key >> 16);
        ++block_.insns;
        break;
      }
      case Shape::kJump:
        values(insn, info.operands);
        jump_hint(insn);
        break;
      case Shape::kRaise: insn.imm = number_up_to(0xffff); break;
      case Shape::kStop: {
        values(insn, info.operands);
        const std::string_view request = word();
        const auto it = std::find(kStopNames.begin(), kStopNames.end(), request);
        if (it == kStopNames.end()) fail("unknown request", request);
        insn.imm = static_cast<u64>(it - kStopNames.begin());
        break;
      }
      default: values(insn, info.operands); break;
    }
  }

  /// "add.8": the imm of a LaneForm.
  u64 lanes() {
    const std::string_view text = word();
    for (u64 op = 0; op < kLaneOpNames.size(); ++op) {
      for (unsigned lane_bits : {8u, 16u, 32u, 64u}) {
        const u64 imm = LaneForm{static_cast<LaneOp>(op), lane_bits}.imm();
        if (lane_form(imm) && text == std::string(kLaneOpNames[op]) + '.' + std::to_string(lane_bits)) return imm;
      }
    }
    fail("unknown operation on lanes", text);
  }

  void call(Insn& insn) {
    insn.imm = reinterpret_cast<u64>(helper(word()));
    need('(');
    if (take(')')) return;
    insn.a = value();
    if (take(',')) insn.b = value();
    if (insn.b != kNoValue && take(',')) insn.c = value();
    if (!line_.empty() && line_.front() == ',') fail("a call has at most three arguments");
    need(')');
  }

  void jump_hint(Insn& insn) {
    JumpHint hint = JumpHint::kNone;
    if (!line_.empty()) {
      const std::string_view name = word();
      if (name == "call") {
        hint = JumpHint::kCall;
        insn.imm = number();
      } else if (name == "return") {
        hint = JumpHint::kReturn;
      } else {
        fail("unknown hint", name);
      }
    }
    insn.c = static_cast<ValueId>(hint);
  }

  std::string_view text_, line_;
  std::span<const Helper* const> helpers_;
  unsigned line_number_ = 0;
  Block block_;
  std::unordered_map<std::string_view, ValueId> values_;
};

}  // namespace

Block parse(std::string_view text, std::span<const Helper* const> helpers) { return Parser(text, helpers).run(); }

}  // namespace sosie::ir
