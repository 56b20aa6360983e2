// Any bytes as a floppy image of any format: it is read or refused, and what was read can be written.
#include <array>
#include <span>

#include "core/base/error.h"
#include "devices/storage/floppy_image.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace sosie;
  if (size == 0) return 0;
  constexpr std::array<std::string_view, 6> kNames = {"a.st", "a.msa", "a.dim", "a.stx", "a.zip", "a.gz"};
  try {
    FloppyImage image = FloppyImage::of(kNames[data[0] % kNames.size()], std::span(data + 1, size - 1));
    u32 sum = 0;
    for (u32 cylinder = 0; cylinder < FloppyDisk::kCylinders; ++cylinder) {
      const FloppyTrack& track = image.disk().track(cylinder, cylinder % 2);
      for (const FloppySector& sector : track.sectors()) sum += track.data(sector, sector.bytes() - 1, 0xaa);
    }
    (void)sum;
    if (!image.disk().write_protected()) image.file_content();
  } catch (const UserError&) {
  }
  return 0;
}
