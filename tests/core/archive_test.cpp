// One list of fields: saved, loaded, hashed, printed, compared.
#include <gtest/gtest.h>

#include "core/base/error.h"
#include "core/state/archive.h"

namespace sosie {

namespace {

struct Part {
  u32 count = 1;
  u8 bytes[12] = {};
  u16 newer = 9;

  void serialize(Archive& archive) {
    archive.begin("part");
    archive("count", count)("bytes", bytes).since(2, "newer", newer, u16{5});
    archive.end();
  }
};

std::vector<u8> save(Part part, u32 version = 2) {
  SavingArchive archive(version);
  part.serialize(archive);
  return archive.take();
}
u64 hash(Part part) {
  HashingArchive archive;
  part.serialize(archive);
  return archive.hash();
}

TEST(Archive, WhatIsSavedIsLoaded) {
  const std::vector<u8> saved = save({.count = 7, .bytes = {1, 2, 3}, .newer = 11});
  Part part;
  LoadingArchive archive(saved);
  part.serialize(archive);
  EXPECT_EQ(part.count, 7u);
  EXPECT_EQ(part.bytes[2], 3);
  EXPECT_EQ(part.newer, 11);
}

TEST(Archive, OlderSnapshotsMeanWhatTheFieldSays) {
  SavingArchive older(1);
  older.begin("part");
  u32 count = 3;
  u8 bytes[12] = {};
  older("count", count)("bytes", bytes);
  older.end();
  const std::vector<u8> saved = older.take();
  Part part;
  LoadingArchive archive(saved);
  part.serialize(archive);
  EXPECT_EQ(part.count, 3u);
  EXPECT_EQ(part.newer, 5);
}

TEST(Archive, DamagedStateIsToldAndNothingIsReadBeyondIt) {
  const std::vector<u8> saved = save({});
  for (std::size_t bytes = 0; bytes < saved.size(); ++bytes) {
    Part part;
    EXPECT_THROW(
        {
          LoadingArchive archive(std::span<const u8>(saved).first(bytes));
          part.serialize(archive);
        },
        UserError);
  }
}

TEST(Archive, HashesTellStatesApart) {
  EXPECT_EQ(hash({.count = 1}), hash({.count = 1}));
  EXPECT_NE(hash({.count = 1}), hash({.count = 2}));
}

TEST(Archive, PrintsAndComparesByName) {
  Part a{.count = 1}, b{.count = 0x2a};
  PrintingArchive x, y;
  a.serialize(x);
  b.serialize(y);
  EXPECT_EQ(x.lines()[0].name, "part.count");
  EXPECT_EQ(x.lines()[0].value, "0x1");
  EXPECT_EQ(differences(x, y), " part.count: 0x1 and 0x2a;");
  EXPECT_EQ(differences(x, x), "");
}

}  // namespace

}  // namespace sosie
