#include "devices/storage/dos_name.h"

#include <gtest/gtest.h>

namespace sosie {
namespace {

std::string parsed(std::string_view text) {
  const auto name = DosName::parse(text);
  return name ? name->text() : "none";
}

TEST(DosName, IsUpperCaseAndOfEightAndThreeCharacters) {
  EXPECT_EQ(parsed("readme.txt"), "README.TXT");
  EXPECT_EQ(parsed("A"), "A");
  EXPECT_EQ(parsed("eightchr.ext"), "EIGHTCHR.EXT");
  EXPECT_EQ(parsed("ninechars.ext"), "none");
  EXPECT_EQ(parsed("a.text"), "none");
}

TEST(DosName, HasNoCharactersThatMeanSomethingElse) {
  for (const char* text : {"", ".", "..", ".rc", "a.", "a.b.c", "a/b", "a\\b", "a b", "a*", "a?", "a:", "\xc3\xa4"}) {
    EXPECT_EQ(parsed(text), "none") << text;
  }
}

TEST(DosName, PatternsMatchAsInDos) {
  const auto matches = [](std::string_view name, std::string_view pattern) {
    return DosName::parse(name)->matches(DosName::pattern(pattern));
  };
  EXPECT_TRUE(matches("readme.txt", "*.*"));
  EXPECT_TRUE(matches("readme", "*.*"));
  EXPECT_TRUE(matches("readme", "*"));
  EXPECT_FALSE(matches("readme.txt", "*"));
  EXPECT_TRUE(matches("readme.txt", "re*.t?t"));
  EXPECT_FALSE(matches("readme.txt", "re?.txt"));
  EXPECT_TRUE(matches("re.txt", "re?.txt"));
}

TEST(DosName, LongNamesAreShortened) {
  EXPECT_EQ(DosName::shortened("a long name.text", 1).text(), "ALONGN~1.TEX");
  EXPECT_EQ(DosName::shortened("a long name.text", 123).text(), "ALON~123.TEX");
  EXPECT_EQ(DosName::shortened("...", 1).text(), "~1");
}

}  // namespace
}  // namespace sosie
