// --type: what is written becomes keys, pauses and the mouse, at their times.
#include "app/typed_text.h"

#include <gtest/gtest.h>

#include <string>

#include "core/base/error.h"
#include "tests/app/input_notes.h"

namespace sosie::app {
namespace {

using namespace std::chrono_literals;

std::string typed(std::string_view text) {
  TypedText typing(text);
  InputNotes listener;
  typing.run(1h, listener);
  EXPECT_TRUE(typing.done());
  return listener.take();
}

TEST(TypedTextTest, LettersDigitsAndSignsAreTheUsKeyboards) {
  EXPECT_EQ(typed("az"), "+04 -04 +1d -1d");
  EXPECT_EQ(typed("A"), "+e1 +04 -04 -e1");
  EXPECT_EQ(typed("10!)"), "+1e -1e +27 -27 +e1 +1e -1e -e1 +e1 +27 -27 -e1");
  EXPECT_EQ(typed("-;/"), "+2d -2d +33 -33 +38 -38");
  EXPECT_EQ(typed(":?\""), "+e1 +33 -33 -e1 +e1 +38 -38 -e1 +e1 +34 -34 -e1");
  EXPECT_EQ(typed(" \n\t"), "+2c -2c +28 -28 +2b -2b");
}

TEST(TypedTextTest, ABackslashBeginsWhatIsNoCharacter) {
  EXPECT_EQ(typed("\\n\\t\\b\\e\\\\"), "+28 -28 +2b -2b +2a -2a +29 -29 +31 -31");
  EXPECT_EQ(typed("\\{f1}\\{f10}\\{up}"), "+3a -3a +43 -43 +52 -52");
  EXPECT_EQ(typed("\\{ctrl+alt+delete}"), "+e0 +e2 +4c -4c -e2 -e0");
  EXPECT_EQ(typed("\\{ctrl+c}"), "+e0 +06 -06 -e0");
}

TEST(TypedTextTest, TheMouseMovesInStepsThatItCanTell) {
  EXPECT_EQ(typed("\\{move 5,-3}\\{click}"), "(5,-3) +b0 -b0");
  EXPECT_EQ(typed("\\{move 250,-10}"), "(100,-10) (100,0) (50,0)");
  EXPECT_EQ(typed("\\{doubleclick}\\{rightclick}"), "+b0 -b0 +b0 -b0 +b1 -b1");
}

TEST(TypedTextTest, KeysAreHeldAndPausesLast) {
  TypedText typing("a\\{2.5s}b");
  InputNotes listener;
  typing.run(0ms, listener);
  EXPECT_EQ(listener.take(), "+04");
  typing.run(39ms, listener);
  EXPECT_EQ(listener.take(), "");
  typing.run(40ms, listener);
  EXPECT_EQ(listener.take(), "-04");
  typing.run(2579ms, listener);
  EXPECT_EQ(listener.take(), "");
  EXPECT_FALSE(typing.done());
  typing.run(2580ms, listener);
  EXPECT_EQ(listener.take(), "+05");
}

TEST(TypedTextTest, MistakesAreToldInOneLine) {
  for (const char* text : {"\\", "\\x", "\\{", "\\{f1", "\\{nonsense}", "\\{ctrl+}", "\\{move}", "\\{move 1}",
                           "\\{move 1,x}", "\\{move 1e9,0}", "\\{-1s}", "\\{infs}", "\xe4", "\x01"}) {
    EXPECT_THROW(TypedText typing(text), UserError) << text;
  }
  try {
    TypedText typing("\\q");
    FAIL();
  } catch (const UserError& error) {
    EXPECT_STREQ(error.what(),
                 "--type: the text has \\q; a backslash begins \\n \\t \\b \\e \\\\ \\{1.5s} \\{ctrl+c} "
                 "\\{move 80,-20} or \\{click}");
  }
}

}  // namespace
}  // namespace sosie::app
