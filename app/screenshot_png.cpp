#include "app/screenshot_png.h"

#include <fmt/format.h>
#include <png.h>

#include <memory>
#include <stdexcept>
#include <vector>

#include "devices/storage/replace_file.h"

namespace sosie::app {

namespace {

/// libpng wants to be left by a jump or an exception; memory and sizes are all that can go wrong here.
[[noreturn]] void fail(png_structp, png_const_charp text) { throw std::runtime_error(text); }

void append(png_structp png, png_bytep bytes, std::size_t count) {
  auto& file = *static_cast<std::vector<u8>*>(png_get_io_ptr(png));
  file.insert(file.end(), bytes, bytes + count);
}

class PngWriter {
 public:
  explicit PngWriter(std::vector<u8>& file)
      : png_(png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, fail, nullptr)),
        info_(png_create_info_struct(png_)) {
    png_set_write_fn(png_, &file, append, nullptr);
  }
  ~PngWriter() { png_destroy_write_struct(&png_, &info_); }
  PngWriter(const PngWriter&) = delete;
  PngWriter& operator=(const PngWriter&) = delete;

  void write(const Frame& frame, Area area) {
    png_set_IHDR(png_, info_, area.width, area.height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    // Pixels per unit: a pixel that is higher than wide has fewer of them down than across.
    png_set_pHYs(png_, info_, frame.pixel_aspect_y, frame.pixel_aspect_x, PNG_RESOLUTION_UNKNOWN);
    png_write_info(png_, info_);
    std::vector<u8> row(std::size_t{area.width} * 3);
    for (u32 y = area.y; y < u32{area.y} + area.height; ++y) {
      u8* to = row.data();
      for (const u32 pixel : frame.pixels.subspan(std::size_t{y} * frame.width + area.x, area.width)) {
        *to++ = static_cast<u8>(pixel >> 16);
        *to++ = static_cast<u8>(pixel >> 8);
        *to++ = static_cast<u8>(pixel);
      }
      png_write_row(png_, row.data());
    }
    png_write_end(png_, nullptr);
  }

 private:
  png_structp png_;
  png_infop info_;
};

}  // namespace

void write_png(const std::filesystem::path& path, const Frame& frame, Area area) {
  std::vector<u8> file;
  PngWriter(file).write(frame, area);
  replace_file(path, file);
}

std::filesystem::path next_screenshot(const std::filesystem::path& folder) {
  for (u32 number = 1;; ++number) {
    const auto path = folder / fmt::format("sosie-{:04}.png", number);
    if (!std::filesystem::exists(path)) return path;
  }
}

}  // namespace sosie::app
