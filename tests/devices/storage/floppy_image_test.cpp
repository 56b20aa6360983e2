#include "devices/storage/floppy_image.h"

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "core/base/error.h"
#include "devices/storage/msa_image.h"

namespace sosie {
namespace {

using Bytes = std::vector<u8>;

void put_little_16(Bytes& bytes, std::size_t at, u32 value) {
  bytes[at] = static_cast<u8>(value);
  bytes[at + 1] = static_cast<u8>(value >> 8);
}

// Sectors that can be told apart: each begins with its number, the rest is one byte.
Bytes sectors(const FloppyGeometry& geometry) {
  Bytes content(geometry.bytes());
  for (std::size_t i = 0; i < content.size(); ++i) content[i] = static_cast<u8>(i / 512 * 7);
  for (std::size_t i = 0; i < content.size(); i += 512) {
    content[i] = static_cast<u8>(i / 512 >> 8);
    content[i + 1] = static_cast<u8>(i / 512);
  }
  std::fill_n(content.begin(), 64, u8{0});  // no parameter block
  return content;
}

Bytes with_boot_sector(const FloppyGeometry& geometry) {
  Bytes content = sectors(geometry);
  put_little_16(content, 0x13, geometry.cylinders * geometry.sides * geometry.sectors);
  put_little_16(content, 0x18, geometry.sectors);
  put_little_16(content, 0x1a, geometry.sides);
  return content;
}

std::string error_of(std::string_view name, const Bytes& file) {
  try {
    FloppyImage::of(name, file);
  } catch (const UserError& error) {
    return error.what();
  }
  return "no error";
}

class TemporaryFolder {
 public:
  TemporaryFolder() { EXPECT_NE(::mkdtemp(path_.data()), nullptr); }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  std::filesystem::path file(std::string_view name, const Bytes& content) const {
    const std::filesystem::path path = std::filesystem::path(path_) / name;
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(content.data()), static_cast<std::streamsize>(content.size()));
    return path;
  }
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(path_), {}));
  }

 private:
  std::string path_ = (std::filesystem::temp_directory_path() / "floppy_XXXXXX").string();
};

Bytes read_back(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return Bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

Bytes archive_of(bool zip, std::string_view member, const Bytes& content) {
  Bytes file(content.size() + 4096);
  std::size_t used = 0;
  archive* writer = archive_write_new();
  if (zip) {
    archive_write_set_format_zip(writer);
  } else {
    archive_write_add_filter_gzip(writer);
    archive_write_set_format_raw(writer);
  }
  archive_write_open_memory(writer, file.data(), file.size(), &used);
  archive_entry* entry = archive_entry_new();
  archive_entry_set_pathname(entry, std::string(member).c_str());
  archive_entry_set_filetype(entry, AE_IFREG);
  archive_entry_set_perm(entry, 0644);
  archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
  archive_write_header(writer, entry);
  archive_write_data(writer, content.data(), content.size());
  archive_entry_free(entry);
  archive_write_close(writer);
  archive_write_free(writer);
  file.resize(used);
  return file;
}

void write_sector(FloppyDisk& disk, u32 cylinder, u32 side, u8 number, u8 fill) {
  FloppyTrack& track = disk.track(cylinder, side);
  for (const FloppySector& sector : std::vector(track.sectors().begin(), track.sectors().end())) {
    if (sector.id[2] != number) continue;
    FloppyCrc crc;
    crc.add(sector.data_mark);
    const auto write = [&, at = sector.data_at](u8 byte) mutable { track.write(at++ % track.bytes(), byte); };
    auto put = write;
    for (u32 i = 0; i < 512; ++i) {
      put(fill);
      crc.add(fill);
    }
    const u16 value = crc.value();
    put(static_cast<u8>(value >> 8));
    put(static_cast<u8>(value));
  }
}

TEST(FloppyImage, ASectorImagesGeometryIsThatOfItsBootSector) {
  // 1640 sectors: without the boot sector it would be taken for 82 cylinders of ten sectors.
  const FloppyGeometry geometry{82, 2, 10};
  EXPECT_EQ(geometry_of("a.st", with_boot_sector(geometry)).sectors, 10u);
  const FloppyGeometry extended{84, 2, 11};
  EXPECT_EQ(geometry_of("a.st", with_boot_sector(extended)).cylinders, 84u);
  const FloppyGeometry short_disk{40, 1, 9};
  EXPECT_EQ(geometry_of("a.st", with_boot_sector(short_disk)).cylinders, 40u);
}

TEST(FloppyImage, ASectorImageWithoutAGoodBootSectorHasTheGeometryOfItsSize) {
  for (const FloppyGeometry& expected :
       {FloppyGeometry{80, 1, 9}, {80, 2, 9}, {80, 2, 10}, {81, 2, 10}, {82, 2, 10}, {80, 2, 11}, {83, 2, 9}}) {
    const FloppyGeometry found = geometry_of("a.st", Bytes(expected.bytes(), 0));
    EXPECT_EQ(found.cylinders, expected.cylinders);
    EXPECT_EQ(found.sides, expected.sides);
    EXPECT_EQ(found.sectors, expected.sectors);
  }
}

TEST(FloppyImage, TracksHoldTheSectorsAndComeBackUnchanged) {
  for (const FloppyGeometry& geometry : {FloppyGeometry{80, 2, 9}, {82, 1, 10}, {84, 2, 11}}) {
    const Bytes content = with_boot_sector(geometry);
    FloppyImage image = FloppyImage::of("a.st", content);
    const FloppyTrack& track = image.disk().track(5, geometry.sides - 1);
    EXPECT_EQ(track.bytes(), FloppyTrack::kStandardBytes);
    ASSERT_EQ(track.sectors().size(), geometry.sectors);
    EXPECT_EQ(track.sectors()[2].id[0], 5);
    EXPECT_EQ(track.sectors()[2].id[2], 3);
    EXPECT_TRUE(track.sectors()[2].id_crc_ok);
    EXPECT_TRUE(track.sectors()[2].data_crc_ok);
    EXPECT_EQ(image.file_content(), content);
    EXPECT_FALSE(image.disk().changed());
  }
}

TEST(FloppyImage, AStandardTrackIsLaidOutAsTosFormatsIt) {
  FloppyImage image = FloppyImage::of("a.st", sectors({80, 2, 9}));
  const FloppyTrack& track = image.disk().track(0, 0);
  EXPECT_EQ(track.sectors()[0].id_at, 60u + 12 + 3 + 1);
  EXPECT_EQ(track.sectors()[0].data_at, 60u + 12 + 3 + 1 + 4 + 2 + 22 + 12 + 3 + 1);
  EXPECT_EQ(track.sectors()[1].id_at - track.sectors()[0].id_at, 614u);
  EXPECT_TRUE(track.mark(60 + 12));
  EXPECT_EQ(track.byte(60 + 12), 0xa1);
}

TEST(FloppyImage, TheCrcIsThatOfTheDataSheetsPolynomial) {
  FloppyCrc crc;  // the ID of track 0, side 0, sector 1, 512 bytes has the well-known CRC 0xca6f
  for (const u8 byte : {0xfe, 0x00, 0x00, 0x01, 0x02}) crc.add(static_cast<u8>(byte));
  EXPECT_EQ(crc.value(), 0xca6f);
}

TEST(FloppyImage, MsaTracksArePackedAndUnpacked) {
  const FloppyGeometry geometry{80, 2, 9};
  Bytes content = with_boot_sector(geometry);
  content[4000] = 0xe5;  // alone it has to be packed all the same
  for (u32 i = 0; i < geometry.track_bytes(); ++i) content[geometry.track_bytes() + i] = static_cast<u8>(i * 37);
  const Bytes file = pack_msa(geometry, content);
  EXPECT_LT(file.size(), content.size() / 4);
  EXPECT_EQ(unpack_msa("a.msa", file).content, content);
  EXPECT_EQ(FloppyImage::of("a.msa", file).file_content(), file);
}

TEST(FloppyImage, AnMsaFileByHandIsReadAsPublished) {
  Bytes file = {0x0e, 0x0f, 0, 9, 0, 0, 0, 0, 0, 0};  // one track of one side
  const Bytes track = {0, 9, 0x12, 0xe5, 0x34, 0x11, 0xfe, 0xe5, 0xe5, 0, 1};
  file.insert(file.end(), track.begin(), track.end());
  const UnpackedImage image = unpack_msa("a.msa", file);
  ASSERT_EQ(image.content.size(), 4608u);
  EXPECT_EQ(image.content[0], 0x12);
  EXPECT_EQ(image.content[1], 0x34);
  EXPECT_EQ(image.content[4606], 0x34);
  EXPECT_EQ(image.content[4607], 0xe5);
}

TEST(FloppyImage, DimIsAHeaderAndSectors) {
  const FloppyGeometry geometry{80, 2, 9};
  Bytes file(32, 0);
  file[0] = file[1] = 0x42;
  file[6] = 1;
  file[8] = 9;
  file[12] = 79;
  const Bytes content = sectors(geometry);
  file.insert(file.end(), content.begin(), content.end());
  EXPECT_EQ(FloppyImage::of("a.dim", file).file_content(), file);
}

TEST(FloppyImage, ArchivesHoldWriteProtectedImages) {
  const Bytes content = sectors({80, 1, 9});
  FloppyImage zipped = FloppyImage::of("a.zip", archive_of(true, "folder/GAME.ST", content));
  EXPECT_EQ(zipped.file_content(), content);
  EXPECT_TRUE(zipped.disk().write_protected());
  EXPECT_EQ(zipped.why_read_only(), "a.zip is write-protected, as archives are only read; unpack it to write to it");
  EXPECT_EQ(FloppyImage::of("a.st.gz", archive_of(false, "x", content)).file_content(), content);
}

TEST(FloppyImage, WhatTheGuestWroteIsInTheFileAndNothingElseIsLeftBehind) {
  const FloppyGeometry geometry{80, 2, 9};
  const Bytes content = with_boot_sector(geometry);
  const TemporaryFolder folder;
  for (const char* const name : {"a.st", "a.msa"}) {
    const bool msa = name == std::string("a.msa");
    const auto path = folder.file(name, msa ? pack_msa(geometry, content) : content);
    ::chmod(path.c_str(), 0640);
    FloppyImage image = FloppyImage::open(path);
    EXPECT_EQ(image.save(), "");
    write_sector(image.disk(), 79, 1, 9, 0xc3);
    EXPECT_EQ(image.save(), "");
    EXPECT_FALSE(image.disk().changed());
    Bytes expected = content;
    std::fill(expected.end() - 512, expected.end(), u8{0xc3});
    EXPECT_EQ(msa ? unpack_msa("", read_back(path)).content : read_back(path), expected);
    EXPECT_EQ(static_cast<unsigned>(std::filesystem::status(path).permissions()), 0640u);
  }
  EXPECT_EQ(folder.files(), 2u);
}

TEST(FloppyImage, AnImageThatCannotBeWrittenStaysAsItWasAndKeepsTheChange) {
  const TemporaryFolder folder;
  const auto path = folder.file("a.st", sectors({80, 1, 9}));
  FloppyImage image = FloppyImage::open(path);
  write_sector(image.disk(), 0, 0, 1, 1);
  std::filesystem::remove_all(path.parent_path());
  EXPECT_THROW(image.save(), UserError);
  EXPECT_TRUE(image.disk().changed());
}

TEST(FloppyImage, ADiskFormattedWithMoreSectorsIsSavedWithThem) {
  const TemporaryFolder folder;
  const auto path = folder.file("a.st", with_boot_sector({80, 2, 9}));
  FloppyImage image = FloppyImage::open(path);
  const Bytes content = with_boot_sector({82, 2, 10});
  for (u32 i = 0; i < 82 * 2; ++i) {
    FloppyTrack& track = image.disk().track(i / 2, i % 2);
    track = FloppyTrack::formatted(static_cast<u8>(i / 2), i % 2, std::span(content).subspan(i * 5120, 5120));
    track.set_changed(true);
  }
  EXPECT_EQ(image.save(), "");
  EXPECT_EQ(read_back(path), content);
}

TEST(FloppyImage, WhatASectorImageCannotHoldIsSaid) {
  const TemporaryFolder folder;
  const auto path = folder.file("a.st", with_boot_sector({80, 1, 9}));
  FloppyImage image = FloppyImage::open(path);
  for (u32 i = 0; i < FloppyTrack::kStandardBytes; ++i) image.disk().track(40, 0).write(i, 0x4e);
  EXPECT_EQ(image.save(), path.string() +
                              ": 9 sectors cannot be read and are saved as zeros, as this format has no "
                              "place for anything else");
}

TEST(FloppyImage, WrongFilesAreOneLineOfWhatIsWrong) {
  const Bytes msa = pack_msa({80, 2, 9}, sectors({80, 2, 9}));
  EXPECT_EQ(
      error_of("a.st", Bytes(1000)),
      "a.st has 1000 bytes, which is no floppy's size: it is cut short or no sector image (.st); get another copy");
  EXPECT_EQ(error_of("a.st", Bytes(2949120)),
            "a.st has 2949120 bytes, more than any floppy of this machine (968704): is it a hard disk image?");
  EXPECT_EQ(error_of("a.msa", Bytes(1000)), "a.msa is no MSA image, although it is called one: get another copy");
  EXPECT_EQ(error_of("a.msa", Bytes(msa.begin(), msa.end() - 1)),
            "a.msa: the MSA image is cut short at track 79, side 1: get another copy");
  Bytes damaged = msa;
  damaged[10] = 0;
  damaged[11] = 4;  // the first track's length
  EXPECT_EQ(error_of("a.msa", damaged), "a.msa: the MSA image is damaged at track 0, side 0: get another copy");
  damaged = msa;
  damaged[3] = 18;
  EXPECT_EQ(error_of("a.msa", damaged),
            "a.msa: an MSA image of tracks 0 to 79, 2 sides, 18 sectors a track is of no floppy of this machine: it is "
            "damaged or of a high-density disk");
  EXPECT_EQ(error_of("a.stx", Bytes(1000)), "a.stx is no STX image, although it is called one: get another copy");
  EXPECT_EQ(error_of("a.stx", {'R', 'S', 'Y', 0, 3, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0}),
            "a.stx: the STX image is damaged or cut short: get another copy");
  EXPECT_EQ(error_of("a.dim", Bytes(1000)), "a.dim is no DIM image, although it is called one");
  EXPECT_EQ(error_of("a.zip", archive_of(true, "readme.txt", Bytes(10))),
            "a.zip holds no floppy image (.st, .msa, .dim or .stx)");
  Bytes zip = archive_of(true, "a.st", sectors({80, 1, 9}));
  zip.resize(zip.size() / 2);
  EXPECT_EQ(error_of("a.zip", zip).substr(0, 24), "a.zip cannot be unpacked");
}

// --- .stx ---

struct StxSector {
  u8 number, flags;
  u16 bit_position, read_us;
};

void put_32(Bytes& file, std::size_t value) {
  for (int i = 0; i < 4; ++i) file.push_back(static_cast<u8>(value >> (8 * i)));
}
void put_16(Bytes& file, std::size_t value) {
  file.push_back(static_cast<u8>(value));
  file.push_back(static_cast<u8>(value >> 8));
}

// One track, number 3 of side 1, of 512-byte sectors that are filled with their numbers.
Bytes stx_of(const std::vector<StxSector>& sectors, const Bytes& fuzzy, u8 revision = 0, const Bytes& timings = {}) {
  Bytes file = {'R', 'S', 'Y', 0, 3, 0, 1, 0, 0, 0, 1, revision, 0, 0, 0, 0};
  put_32(file, 16 + sectors.size() * (16 + 512) + fuzzy.size() + timings.size());
  put_32(file, fuzzy.size());
  put_16(file, sectors.size());
  put_16(file, 0x21);
  put_16(file, 6250);
  put_16(file, 0x83);
  for (std::size_t i = 0; i < sectors.size(); ++i) {
    put_32(file, i * 512);
    put_16(file, sectors[i].bit_position);
    put_16(file, sectors[i].read_us);
    for (const u8 byte : {u8{3}, u8{1}, sectors[i].number, u8{2}, u8{0x12}, u8{0x34}, sectors[i].flags, u8{0}}) {
      file.push_back(byte);
    }
  }
  file.insert(file.end(), fuzzy.begin(), fuzzy.end());
  for (const StxSector& sector : sectors) file.insert(file.end(), 512, sector.number);
  file.insert(file.end(), timings.begin(), timings.end());
  return file;
}

TEST(StxImage, SectorsHaveTheStatusAndPlaceThatTheFileSays) {
  FloppyImage image = FloppyImage::of(
      "a.stx",
      stx_of({{7, 0x08, 16000, 0}, {1, 0, 608, 0}, {2, 0x10, 8000, 0}, {3, 0x18, 9000, 0}, {4, 0x20, 24000, 0}}, {}));
  const auto sectors = image.disk().track(3, 1).sectors();
  ASSERT_EQ(sectors.size(), 5u);
  EXPECT_EQ(sectors[0].id[2], 1);  // in the order of their places
  EXPECT_EQ(sectors[0].id_at, 76u);
  EXPECT_EQ(sectors[0].data_at, 120u);
  EXPECT_EQ(sectors[0].id_crc, 0x1234);
  EXPECT_EQ(image.disk().track(3, 1).data(sectors[0], 511), 1);
  EXPECT_FALSE(sectors[1].has_data);
  EXPECT_TRUE(sectors[1].id_crc_ok);
  EXPECT_FALSE(sectors[2].id_crc_ok);
  EXPECT_FALSE(sectors[3].data_crc_ok);
  EXPECT_EQ(sectors[4].data_mark, FloppySector::kDeletedDataMark);
  EXPECT_TRUE(image.disk().write_protected());
  EXPECT_EQ(image.why_read_only(), "a.stx is write-protected, as .stx images are only read");
}

TEST(StxImage, FuzzyBitsReadAsTheNoiseSays) {
  Bytes mask(512, 0xff);
  mask[5] = 0x0f;
  FloppyImage image = FloppyImage::of("a.stx", stx_of({{1, 0, 608, 0}, {2, 0x88, 8000, 0}}, mask));
  const FloppyTrack& track = image.disk().track(3, 1);
  EXPECT_EQ(track.data(track.sectors()[1], 5, 0xff), 0xf2);
  EXPECT_EQ(track.data(track.sectors()[1], 5, 0x00), 0x02);
  EXPECT_EQ(track.data(track.sectors()[1], 6, 0xff), 0x02);
}

TEST(StxImage, SectorsMayTakeAnotherTimeThanTheUsual) {
  Bytes timings = {5, 0, 68, 0};
  for (int i = 0; i < 32; ++i) {
    timings.push_back(0);
    timings.push_back(static_cast<u8>(100 + i));
  }
  FloppyImage image =
      FloppyImage::of("a.stx", stx_of({{1, 0, 608, 0}, {2, 0, 8000, 16704}, {3, 1, 16000, 0}}, {}, 2, timings));
  const auto sectors = image.disk().track(3, 1).sectors();
  EXPECT_TRUE(sectors[0].block_us.empty());
  EXPECT_EQ(sectors[1].block_us, std::vector<u16>(32, 522));
  EXPECT_EQ(sectors[2].block_us[0], 404);
  EXPECT_EQ(sectors[2].block_us[31], 528);

  FloppyImage old = FloppyImage::of("a.stx", stx_of({{3, 1, 16000, 0}}, {}, 0));
  const auto& blocks = old.disk().track(3, 1).sectors()[0].block_us;
  EXPECT_EQ(blocks[0], 512);
  EXPECT_EQ(blocks[8], 536);
  EXPECT_EQ(blocks[16], 488);
}

TEST(StxImage, AnUnprotectedTrackIsPlainSectors) {
  Bytes file = {'R', 'S', 'Y', 0, 3, 0, 1, 0, 0, 0, 1, 2, 0, 0, 0, 0};
  put_32(file, 16 + 9 * 512);
  put_32(file, 0);
  put_16(file, 9);
  put_16(file, 0);
  put_16(file, 6250);
  put_16(file, 0);
  file.insert(file.end(), 9 * 512, 0x77);
  FloppyImage image = FloppyImage::of("a.stx", file);
  ASSERT_EQ(image.disk().track(0, 0).sectors().size(), 9u);
  EXPECT_TRUE(image.disk().track(0, 0).sector_content(9).has_value());
}

TEST(FloppyTrack, WhatTheGuestChangedIsPartOfTheState) {
  FloppyImage image = FloppyImage::of("a.st", sectors({80, 1, 9}));
  write_sector(image.disk(), 2, 0, 3, 0x99);
  SavingArchive saving;
  image.disk().serialize(saving);
  const Bytes saved = saving.take();
  FloppyImage other = FloppyImage::of("a.st", sectors({80, 1, 9}));
  LoadingArchive loading(saved);
  other.disk().serialize(loading);
  EXPECT_EQ(other.file_content(), image.file_content());
  EXPECT_TRUE(other.disk().changed());
}

}  // namespace
}  // namespace sosie
