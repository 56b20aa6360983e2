/// app/sdl_window.h — the window: the guest's picture in it, and text over that.
#pragma once

#include <SDL_render.h>
#include <SDL_video.h>

#include <memory>
#include <span>
#include <string>

#include "app/overlay.h"
#include "app/placement.h"
#include "core/host/display.h"

namespace sosie::app {

class SdlWindow {
 public:
  struct Settings {
    std::string title;
    bool full_screen = false;
    int zoom = 0;  ///< 0: what suits the desktop
  };

  /// Throws UserError where there is no display.
  explicit SdlWindow(const Settings& settings);
  ~SdlWindow();
  SdlWindow(const SdlWindow&) = delete;
  SdlWindow& operator=(const SdlWindow&) = delete;

  /// Draws all anew. `text` empty: only the picture. The first picture decides on the window's size.
  void draw(const Frame& frame, Area seen, std::span<const Overlay::Line> text = {});

  void set_title(const std::string& title);
  bool full_screen() const { return full_screen_; }
  void set_full_screen(bool full_screen);
  /// The host's pointer disappears, and its motion is told without end.
  void set_grabbed(bool grabbed);
  /// Where the picture was drawn last.
  Place place() const { return place_; }
  Size size() const;
  /// A drawn pixel, 0x00rrggbb; after `draw` only, for tests.
  u32 pixel(int x, int y) const;

 private:
  struct Destroy {
    void operator()(SDL_Window* window) const { SDL_DestroyWindow(window); }
    void operator()(SDL_Renderer* renderer) const { SDL_DestroyRenderer(renderer); }
    void operator()(SDL_Texture* texture) const { SDL_DestroyTexture(texture); }
  };
  /// Of SDL, which has to be there before the window and after it.
  struct Video {
    Video();
    ~Video();
  };

  void fit_to(const Frame& frame, Area seen);
  void draw_picture(const Frame& frame, Area seen);
  void draw_text(std::span<const Overlay::Line> lines);
  void draw_letters(const std::string& text, int x, int y, int scale);

  Video video_;
  std::unique_ptr<SDL_Window, Destroy> window_;
  std::unique_ptr<SDL_Renderer, Destroy> renderer_;
  std::unique_ptr<SDL_Texture, Destroy> texture_;
  Size texture_size_, fitted_to_;
  Place place_;
  int zoom_;
  bool full_screen_ = false;
  std::string title_;
};

}  // namespace sosie::app
