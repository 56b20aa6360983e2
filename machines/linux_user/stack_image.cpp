#include "machines/linux_user/stack_image.h"

#include <elf.h>
#include <fmt/format.h>

#include "core/base/bits.h"
#include "core/base/error.h"
#include "machines/linux_user/exit_codes.h"

namespace sosie::linux_user {

namespace {

u64 bytes_of(const std::vector<std::string>& texts) {
  u64 bytes = 0;
  for (const std::string& text : texts) bytes += text.size() + 1 + sizeof(u32);
  return bytes;
}

/// Fills the stack from the top down.
class Writer {
 public:
  Writer(GuestMemory& memory, u32 top) : memory_(memory), at_(top) {}

  u32 bytes(const void* data, u32 count) {
    at_ -= count;
    memory_.write_bytes(at_, data, count);
    return at_;
  }
  u32 text(const std::string& text) { return bytes(text.c_str(), static_cast<u32>(text.size()) + 1); }
  /// Writes the texts so that the first one is lowest. \return where each is.
  std::vector<u32> texts(const std::vector<std::string>& texts) {
    std::vector<u32> places(texts.size());
    for (std::size_t i = texts.size(); i-- > 0;) places[i] = text(texts[i]);
    return places;
  }
  void align(u32 power_of_two) { at_ = align_down(at_, power_of_two); }
  u32 at() const { return at_; }

 private:
  GuestMemory& memory_;
  u32 at_;
};

}  // namespace

WrittenStack write_stack(GuestMemory& memory, u32 top, u32 limit_bytes, const StackImage& image) {
  const u64 needed = bytes_of(image.arguments) + bytes_of(image.environment) + image.program.size() + 1024;
  if (needed > limit_bytes) {
    throw UserError(
        fmt::format("cannot run {}: its arguments and environment have {} bytes, {} are possible; shorten them "
                    "or raise the stack's limit (ulimit -s)",
                    image.program, needed, limit_bytes),
        kCannotExecute);
  }
  Writer writer(memory, top);
  writer.align(4);
  writer.bytes("\0\0\0", 4);
  const u32 program = writer.text(image.program);
  const std::vector<u32> environment = writer.texts(image.environment);
  const u32 arguments_end = writer.at();
  const std::vector<u32> arguments = writer.texts(image.arguments);
  const u32 arguments_begin = writer.at();
  const u32 platform = writer.text(image.platform);
  writer.align(16);
  const u32 random = writer.bytes(image.random.data(), static_cast<u32>(image.random.size()));

  std::vector<std::pair<u32, u32>> auxiliary = image.auxiliary;
  auxiliary.insert(auxiliary.end(), {{AT_RANDOM, random}, {AT_EXECFN, program}});
  if (!image.platform.empty()) auxiliary.emplace_back(AT_PLATFORM, platform);
  auxiliary.emplace_back(AT_NULL, 0);
  std::vector<u32> words{static_cast<u32>(arguments.size())};
  words.insert(words.end(), arguments.begin(), arguments.end());
  words.push_back(0);
  words.insert(words.end(), environment.begin(), environment.end());
  words.push_back(0);
  for (const auto& [type, value] : auxiliary) words.insert(words.end(), {type, value});
  // The stack pointer at the start is a multiple of 16, more than the 8 that the procedure call standard asks for.
  const u32 table_bytes = static_cast<u32>(words.size() * sizeof(u32));
  const u32 pointer = align_down(writer.at() - table_bytes, 16);
  memory.write_array(pointer, std::span<const u32>(words));
  return {pointer, std::move(auxiliary), arguments_begin, arguments_end};
}

}  // namespace sosie::linux_user
