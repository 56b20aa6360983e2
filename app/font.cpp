#include "app/font.h"

#include <string_view>

namespace sosie::app {

namespace {

constexpr char kFirst = ' ', kLast = '~';
constexpr u32 kPerBlock = 16, kBlocks = 6;

// Sixteen glyphs side by side, eight rows a block.
// clang-format off
constexpr std::string_view kArt[kBlocks * kGlyphHeight] = {
    //   ! " # $ % & ' ( ) * + , - . /
    "        #    # #   # #    #   ##     ##     #      #   #                                        ",
    "        #    # #   # #   #### ##  # #  #    #     #     #     #     #                         # ",
    "        #    # #  ##### # #      #  # #    #     #       #  # # #   #                        #  ",
    "        #          # #   ###    #    #           #       #   ###  #####       #####         #   ",
    "        #         #####   # #  #    # # #        #       #  # # #   #                      #    ",
    "                   # #  ####  #  ## #  #          #     #     #     #     #          ##   #     ",
    "        #          # #    #      ##  ## #          #   #                  #          ##         ",
    "                                                                         #                      ",
    // 0 1 2 3 4 5 6 7 8 9 : ; < = > ?
    " ###    #    ###  #####    #  #####   ##  #####  ###   ###                 #         #     ###  ",
    "#   #  ##   #   #    #    ##  #      #        # #   # #   #  ##    ##     #           #   #   # ",
    "#  ##   #       #   #    # #  ####  #        #  #   # #   #  ##    ##    #    #####    #      # ",
    "# # #   #      #     #  #  #      # ####    #    ###   ####             #               #    #  ",
    "##  #   #     #       # #####     # #   #  #    #   #     #  ##    ##    #    #####    #    #   ",
    "#   #   #    #    #   #    #  #   # #   #  #    #   #    #   ##     #     #           #         ",
    " ###   ###  #####  ###     #   ###   ###   #     ###   ##          #       #         #      #   ",
    "                                                                                                ",
    // @ A B C D E F G H I J K L M N O
    " ###    #   ####   ###  ###   ##### #####  ###  #   #  ###    ### #   # #     #   # #   #  ###  ",
    "#   #  # #  #   # #   # #  #  #     #     #   # #   #   #      #  #  #  #     ## ## ##  # #   # ",
    "# ### #   # #   # #     #   # #     #     #     #   #   #      #  # #   #     # # # # # # #   # ",
    "# # # #   # ####  #     #   # ####  ####  # ### #####   #      #  ##    #     # # # # # # #   # ",
    "# ##  ##### #   # #     #   # #     #     #   # #   #   #      #  # #   #     #   # #  ## #   # ",
    "#     #   # #   # #   # #  #  #     #     #   # #   #   #   #  #  #  #  #     #   # #   # #   # ",
    " ###  #   # ####   ###  ###   ##### #      #### #   #  ###   ##   #   # ##### #   # #   #  ###  ",
    "                                                                                                ",
    // P Q R S T U V W X Y Z [ \ ] ^ _
    "####   ###  ####   #### ##### #   # #   # #   # #   # #   # #####  ###         ###    #         ",
    "#   # #   # #   # #       #   #   # #   # #   # #   # #   #     #  #    #        #   # #        ",
    "#   # #   # #   # #       #   #   # #   # #   #  # #   # #     #   #     #       #  #   #       ",
    "####  #   # ####   ###    #   #   # #   # # # #   #     #     #    #      #      #              ",
    "#     # # # # #       #   #   #   # #   # # # #  # #    #    #     #       #     #              ",
    "#     #  #  #  #      #   #   #   #  # #  ## ## #   #   #   #      #        #    #              ",
    "#      ## # #   # ####    #    ###    #   #   # #   #   #   #####  ###         ###              ",
    "                                                                                          ##### ",
    // ` a b c d e f g h i j k l m n o
    " #          #               #         ##        #       #      #  #      ##                     ",
    "  #         #               #        #          #                 #       #                     ",
    "   #   ###  # ##   ###   ## #  ###   #     #### # ##   ##     ##  #  #    #   ## #  # ##   ###  ",
    "          # ##  # #     #  ## #   # ####  #   # ##  #   #      #  # #     #   # # # ##  # #   # ",
    "       #### #   # #     #   # #####  #    #   # #   #   #      #  ##      #   # # # #   # #   # ",
    "      #   # #   # #     #   # #      #     #### #   #   #      #  # #     #   #   # #   # #   # ",
    "       #### ####   ###   ####  ###   #        # #   #  ###     #  #  #   ###  #   # #   #  ###  ",
    "                                           ###               ##                                 ",
    // p q r s t u v w x y z { | } ~
    "                         #                                           ##   #   ##                ",
    "                         #                                          #     #     #               ",
    "####   #### # ##   #### ####  #   # #   # #   # #   # #   # #####   #     #     #               ",
    "#   # #   # ##  # #      #    #   # #   # #   #  # #  #   #    #   #      #      #   ## #       ",
    "#   # #   # #      ###   #    #   # #   # # # #   #   #   #   #     #     #     #   #  #        ",
    "####   #### #         #  #  # #  ##  # #  # # #  # #   ####  #      #     #     #               ",
    "#         # #     ####    ##   ## #   #    # #  #   #     # #####    ##   #   ##                ",
    "#         #                                            ###                                      ",
};
// clang-format on

consteval std::array<Glyph, kLast - kFirst + 1> read_art() {
  std::array<Glyph, kLast - kFirst + 1> glyphs{};
  for (u32 i = 0; i < glyphs.size(); ++i) {
    for (u32 row = 0; row < kGlyphHeight; ++row) {
      const std::string_view line = kArt[i / kPerBlock * kGlyphHeight + row];
      for (u32 x = 0; x < kGlyphWidth; ++x) {
        const bool ink = line[i % kPerBlock * kCellWidth + x] == '#';
        glyphs[i][row] = static_cast<u8>(glyphs[i][row] << 1 | (ink ? 1 : 0));
      }
    }
  }
  return glyphs;
}

constexpr auto kGlyphs = read_art();

}  // namespace

const Glyph& glyph_of(char c) {
  const char shown = c >= kFirst && c <= kLast ? c : '?';
  return kGlyphs[static_cast<std::size_t>(shown - kFirst)];
}

}  // namespace sosie::app
