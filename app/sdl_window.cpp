#include "app/sdl_window.h"

#include <SDL.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "app/font.h"
#include "core/base/error.h"

namespace sosie::app {

namespace {

constexpr Size kFirstSize{832, 552};

[[noreturn]] void fail(std::string_view why = SDL_GetError()) {
  throw UserError(fmt::format("cannot open a window: {}; run with --headless where there is no display", why));
}

/// SDL falls back on pictures that nobody sees; who wants them says so.
bool is_seen() {
  const char* const driver = SDL_GetCurrentVideoDriver();
  return std::getenv("SDL_VIDEODRIVER") != nullptr || driver == nullptr || std::string_view(driver) != "offscreen";
}

struct Colour {
  u8 r, g, b;
};
constexpr Colour kText{0xe8, 0xe8, 0xe8}, kSelected{0x10, 0x10, 0x10}, kBar{0xe8, 0xb0, 0x40};
constexpr u8 kDarkness = 0xd0;  // of the picture under the text, of 0xff

void set_colour(SDL_Renderer* renderer, Colour colour) {
  SDL_SetRenderDrawColor(renderer, colour.r, colour.g, colour.b, 0xff);
}

}  // namespace

SdlWindow::Video::Video() {
  // Ctrl-C is the program's own business, and a screen saver is no use while a game is played by joystick.
  SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
  SDL_SetHint(SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR, "0");
  if (SDL_InitSubSystem(SDL_INIT_VIDEO | SDL_INIT_GAMECONTROLLER) != 0) fail();
  if (!is_seen()) fail("neither X11 nor Wayland answers");
}

SdlWindow::Video::~Video() { SDL_QuitSubSystem(SDL_INIT_VIDEO | SDL_INIT_GAMECONTROLLER); }

SdlWindow::SdlWindow(const Settings& settings) : zoom_(settings.zoom), title_(settings.title) {
  window_.reset(SDL_CreateWindow(title_.c_str(), SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, kFirstSize.width,
                                 kFirstSize.height, SDL_WINDOW_RESIZABLE));
  if (!window_) fail();
  renderer_.reset(SDL_CreateRenderer(window_.get(), -1, 0));
  if (!renderer_) renderer_.reset(SDL_CreateRenderer(window_.get(), -1, SDL_RENDERER_SOFTWARE));
  if (!renderer_) fail();
  SDL_EventState(SDL_DROPFILE, SDL_ENABLE);
  if (settings.full_screen) set_full_screen(true);
}

SdlWindow::~SdlWindow() = default;

Size SdlWindow::size() const {
  Size size;
  SDL_GetRendererOutputSize(renderer_.get(), &size.width, &size.height);
  return size;
}

void SdlWindow::fit_to(const Frame& frame, Area seen) {
  if (zoom_ == 0) {
    SDL_Rect desktop{0, 0, 0, 0};
    SDL_GetDisplayUsableBounds(std::max(0, SDL_GetWindowDisplayIndex(window_.get())), &desktop);
    zoom_ = suitable_zoom(frame, {desktop.w, desktop.h});
  }
  const Size wanted = window_for(frame, seen, zoom_);
  // A size that a person has chosen stays.
  if (wanted == fitted_to_ || full_screen_) return;
  if (fitted_to_ == Size{} || size() == fitted_to_) {
    SDL_SetWindowSize(window_.get(), wanted.width, wanted.height);
    SDL_SetWindowPosition(window_.get(), SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED);
  }
  fitted_to_ = wanted;
}

void SdlWindow::draw(const Frame& frame, Area seen, std::span<const Overlay::Line> text) {
  const bool has_picture = !frame.pixels.empty();
  if (has_picture) {
    fit_to(frame, seen);
    place_ = place_picture(frame, seen, size());
  }
  // Without a graphics processor clearing takes as long as drawing.
  if (!has_picture || Size{place_.width, place_.height} != size()) {
    SDL_SetRenderDrawColor(renderer_.get(), 0, 0, 0, 0xff);
    SDL_RenderClear(renderer_.get());
  }
  if (has_picture) draw_picture(frame, seen);
  if (!text.empty()) draw_text(text);
  SDL_RenderPresent(renderer_.get());
}

void SdlWindow::draw_picture(const Frame& frame, Area seen) {
  if (texture_size_ != Size{frame.width, frame.height}) {
    texture_size_ = {frame.width, frame.height};
    texture_.reset(SDL_CreateTexture(renderer_.get(), SDL_PIXELFORMAT_RGB888, SDL_TEXTUREACCESS_STREAMING, frame.width,
                                     frame.height));
    if (!texture_) fail();
  }
  const bool shrunk = place_.width < seen.width || place_.height < seen.height;
  SDL_SetTextureScaleMode(texture_.get(), shrunk ? SDL_ScaleModeLinear : SDL_ScaleModeNearest);
  SDL_UpdateTexture(texture_.get(), nullptr, frame.pixels.data(), frame.width * static_cast<int>(sizeof(u32)));
  const SDL_Rect from{seen.x, seen.y, seen.width, seen.height};
  const SDL_Rect to{place_.x, place_.y, place_.width, place_.height};
  SDL_RenderCopy(renderer_.get(), texture_.get(), &from, &to);
}

void SdlWindow::draw_text(std::span<const Overlay::Line> lines) {
  constexpr int kColumnsWithMargin = Overlay::kColumns + 4, kRowsWithMargin = Overlay::kRows + 2;
  constexpr int kWidth = kCellWidth, kHeight = kCellHeight;
  const Size window = size();
  SDL_SetRenderDrawBlendMode(renderer_.get(), SDL_BLENDMODE_BLEND);
  SDL_SetRenderDrawColor(renderer_.get(), 0, 0, 0, kDarkness);
  SDL_RenderFillRect(renderer_.get(), nullptr);
  SDL_SetRenderDrawBlendMode(renderer_.get(), SDL_BLENDMODE_NONE);

  const int scale =
      std::max(1, std::min(window.width / (kColumnsWithMargin * kWidth), window.height / (kRowsWithMargin * kHeight)));
  const int line_width = static_cast<int>(Overlay::kColumns) * kWidth * scale, line_height = kHeight * scale;
  const int x = (window.width - line_width) / 2;
  int y = std::max(0, (window.height - static_cast<int>(Overlay::kRows) * line_height) / 2);
  for (const Overlay::Line& line : lines) {
    if (line.selected) {
      const SDL_Rect bar{x - scale, y - scale, line_width, line_height};
      set_colour(renderer_.get(), kBar);
      SDL_RenderFillRect(renderer_.get(), &bar);
    }
    set_colour(renderer_.get(), line.selected ? kSelected : kText);
    draw_letters(line.text, x, y, scale);
    y += line_height;
  }
}

void SdlWindow::draw_letters(const std::string& text, int x, int y, int scale) {
  std::vector<SDL_Rect> ink;
  for (const char c : text) {
    const Glyph& glyph = glyph_of(c);
    for (int row = 0; row < static_cast<int>(kGlyphHeight); ++row) {
      for (int column = 0; column < static_cast<int>(kGlyphWidth); ++column) {
        if ((glyph[static_cast<std::size_t>(row)] >> (static_cast<int>(kGlyphWidth) - 1 - column) & 1) == 0) continue;
        ink.push_back({x + column * scale, y + row * scale, scale, scale});
      }
    }
    x += static_cast<int>(kCellWidth) * scale;
  }
  SDL_RenderFillRects(renderer_.get(), ink.data(), static_cast<int>(ink.size()));
}

void SdlWindow::set_title(const std::string& title) {
  if (title == title_) return;
  title_ = title;
  SDL_SetWindowTitle(window_.get(), title_.c_str());
}

void SdlWindow::set_full_screen(bool full_screen) {
  if (SDL_SetWindowFullscreen(window_.get(), full_screen ? SDL_WINDOW_FULLSCREEN_DESKTOP : 0) == 0) {
    full_screen_ = full_screen;
  }
}

void SdlWindow::set_grabbed(bool grabbed) {
  SDL_SetRelativeMouseMode(grabbed ? SDL_TRUE : SDL_FALSE);
  SDL_SetWindowGrab(window_.get(), grabbed ? SDL_TRUE : SDL_FALSE);
}

u32 SdlWindow::pixel(int x, int y) const {
  const SDL_Rect one{x, y, 1, 1};
  u32 value = 0;
  SDL_RenderReadPixels(renderer_.get(), &one, SDL_PIXELFORMAT_RGB888, &value, sizeof value);
  return value & 0xff'ffff;
}

}  // namespace sosie::app
