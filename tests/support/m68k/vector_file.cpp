#include "tests/support/m68k/vector_file.h"

#include <fmt/format.h>

#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace sosie::m68k::test {

namespace {

/// Little-endian numbers, one after the other.
class Reader {
 public:
  explicit Reader(std::vector<char> bytes) : bytes_(std::move(bytes)) {}

  template <class T>
  T take() {
    T value;
    if (bytes_.size() - at_ < sizeof value) throw std::runtime_error("a vector file ends early");
    std::memcpy(&value, bytes_.data() + at_, sizeof value);
    at_ += sizeof value;
    return value;
  }
  u32 number() { return take<u32>(); }
  std::string text(u32 length) {
    std::string text;
    for (u32 n = 0; n < length; ++n) text += take<char>();
    return text;
  }
  void expect(u32 magic) {
    if (number() != magic) throw std::runtime_error("a vector file's section has another magic number");
  }
  void begin_section(u32 magic) {
    number();  // its size
    expect(magic);
  }

 private:
  std::vector<char> bytes_;
  std::size_t at_ = 0;
};

VectorState read_state(Reader& in) {
  in.begin_section(0x0123'4567);
  VectorState state;
  for (u32& d : state.d) d = in.number();
  for (u32& a : state.a) a = in.number();
  state.usp = in.number();
  state.ssp = in.number();
  state.sr = in.number();
  state.pc = in.number();
  for (u32& word : state.prefetch) word = in.number();
  const u32 words = in.number();
  for (u32 n = 0; n < words; ++n) {
    const u32 address = in.number();
    state.memory.emplace_back(address, in.take<u16>());
  }
  return state;
}

VectorCase read_case(Reader& in) {
  in.begin_section(0xabc1'2367);
  VectorCase one;
  in.begin_section(0x89ab'cdef);
  one.name = in.text(in.number());
  one.before = read_state(in);
  one.after = read_state(in);
  in.begin_section(0x4567'89ab);
  one.cycles = in.number();
  const u32 count = in.number();
  for (u32 n = 0; n < count; ++n) {
    Transaction transaction{static_cast<Transaction::Kind>(in.take<u8>()), in.number()};
    if (transaction.kind != Transaction::kIdle) {
      for (u32* field :
           {&transaction.function_code, &transaction.address, &transaction.data, &transaction.uds, &transaction.lds}) {
        *field = in.number();
      }
    }
    one.transactions.push_back(transaction);
  }
  return one;
}

}  // namespace

std::vector<VectorCase> read_vectors(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  Reader in({std::istreambuf_iterator<char>(stream), {}});
  in.expect(0x1a3f'5d71);
  const u32 count = in.number();
  std::vector<VectorCase> cases;
  for (u32 n = 0; n < count; ++n) cases.push_back(read_case(in));
  return cases;
}

std::string to_string(const Transaction& t) {
  constexpr const char* kKinds[] = {"idle", "write", "read", "tas", "refused-read", "refused-write"};
  if (t.kind == Transaction::kIdle) return fmt::format("idle{}", t.cycles);
  const char* const lanes = t.uds && t.lds ? "" : t.uds ? " U" : " L";
  return fmt::format("{}{} fc{} {:06x}={:x}{}", kKinds[t.kind], t.cycles, t.function_code, t.address, t.data, lanes);
}

}  // namespace sosie::m68k::test
