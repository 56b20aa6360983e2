#include "tests/support/arm/random_insns.h"

#include <cstring>

#include "core/emit/effects.h"
#include "tests/support/arm/fp_numbers.h"

namespace sosie::arm {

namespace {

/// Sets the field of `picture` that lies at `offset` in Insn: what read_fields reads.
u32 with_field(const Picture& picture, u32 word, std::size_t offset, u32 value) {
  for (unsigned p = picture.pieces_used; p-- > 0;) {
    const Picture::Piece& piece = picture.pieces[p];
    if (piece.offset != offset) continue;
    const u32 mask = ((u32{1} << piece.width) - 1) << piece.low;
    word = (word & ~mask) | ((value << piece.low) & mask);
    value >>= piece.width;
  }
  return word;
}

unsigned field_width(const Picture& picture, std::size_t offset) {
  unsigned width = 0;
  for (unsigned p = 0; p < picture.pieces_used; ++p) {
    if (picture.pieces[p].offset == offset) width += picture.pieces[p].width;
  }
  return width;
}

// Streams start with CLREX and a write to TPIDRURW from R0: the judge's outlive them.
constexpr u32 kA32Clrex = 0xf57f'f01f, kT32Clrex = 0xf3bf'8f2f, kWriteTpidrurw = 0xee0d'0f50;

/// What an instruction may ask for: VLD4 of words, to all lanes or whole registers.
constexpr u32 kMostAlignment = 32;

bool is_load_exclusive(const Candidate& c) { return c.name().starts_with("ldrex"); }

}  // namespace

RandomInsns::RandomInsns(bool thumb, Rows rows) : thumb_(thumb) {
  const auto add = [&](Set set) {
    for (const auto& group : groups_of(set)) {
      for (const Row& row : group) {
        const bool wanted = rows == Rows::kAll || (rows == Rows::kFloatingPoint && is_floating_point(row)) ||
                            (rows == Rows::kAdvancedSimd && is_advanced_simd(row));
        if (wanted) rows_.push_back({set, &row});
      }
    }
  };
  if (thumb) {
    add(Set::kT16);
    add(Set::kT32);
  } else {
    add(Set::kA32);
  }
}

u32 RandomInsns::interesting_word() {
  constexpr u32 kEdges[] = {0,           1,           2,           31,          32,          33,          0x7f,
                            0x80,        0xff,        0x100,       0x7fff,      0x8000,      0xffff,      0x7fff'ffff,
                            0x8000'0000, 0xffff'ffff, 0xffff'fffe, 0x7fff'8000, 0x8000'7fff, 0x8000'8000, 0x8080'8080,
                            0x7f7f'7f7f, 0x0101'0101, 0x00ff'00ff, 0xff80'017f};
  switch (below(4)) {
    case 0: return kEdges[below(std::size(kEdges))];
    case 1: return below(0x200);
    default: return static_cast<u32>(random_());
  }
}

u32 RandomInsns::data_address(u32 alignment) {
  // Far enough from both ends for every immediate offset.
  const u32 address = kDataAddress + kDataBytes / 4 + below(kDataBytes / 2);
  return one_in(8) ? address : align_down(address, alignment);
}

/// Rounding and its kin are in half of the cases as most programs have it. Short vectors are rare, and there are none
/// in Thumb code: after a fault in an IT block Unicorn runs on into what is undefined then.
u32 RandomInsns::random_fpscr() {
  const u32 control = one_in(2) ? 0 : static_cast<u32>(random_()) & kFpControlBits & ~kFpLenAndStride;
  const u32 length = !thumb_ && one_in(50) ? 1u << (16 + below(3)) : 0;
  return (static_cast<u32>(random_()) & ~kFpControlBits) | control | length;
}

State RandomInsns::start_state() {
  State s;
  for (unsigned r = 0; r < 15; ++r) s.r[r] = one_in(3) ? data_address(4) : interesting_word();
  s.r[13] = align_down(data_address(8), 8);
  s.r[15] = kCodeAddress;
  set_cpsr(s, static_cast<u32>(random_()) & 0xf80f'0000);
  s.mode = start_mode();
  s.tpidruro = static_cast<u32>(random_());
  for (u64& d : s.d) {
    const auto words = [&](auto make) { return u64{make()} << 32 | make(); };
    d = one_in(3)   ? interesting_number<u64>(random_)
        : one_in(2) ? words([&] { return interesting_number<u32>(random_); })
                    : words([&] { return interesting_word(); });
  }
  set_fpscr(s, random_fpscr());
  return s;
}

u32 RandomInsns::random_word(const Row& row) {
  const Picture& picture = row.picture;
  u32 word = picture.bits | (static_cast<u32>(random_()) & ~picture.mask & ~picture.ignored) | picture.should_be;
  for (std::size_t offset : {offsetof(detail::Fields, n), offsetof(detail::Fields, m), offsetof(detail::Fields, d),
                             offsetof(detail::Fields, t), offsetof(detail::Fields, a)}) {
    const u32 r = field_width(picture, offset) == 5 ? below(32) : one_in(20) ? 13 + below(3) : below(13);
    word = with_field(picture, word, offset, r);
  }
  if (row.text.starts_with("cccc")) {
    word = with_field(picture, word, offsetof(detail::Fields, cond), one_in(3) ? below(15) : kAlways);
  }
  return word;
}

std::optional<Candidate> RandomInsns::decode(const Row& row, u32 word) const {
  const bool a32 = !thumb_;
  const Set set = a32 ? Set::kA32 : row.picture.width == 16 ? Set::kT16 : Set::kT32;
  DecodedInsn insn;
  isa_.decode_word(word, row.picture.width / 8, kCodeAddress, start_mode(), insn);
  if (insn.meaning != &row.meaning) return std::nullopt;
  Candidate c{set, &row, word, {}};
  std::memcpy(&c.insn, insn.fields, sizeof c.insn);
  return c;
}

Candidate RandomInsns::candidate(bool in_it_block) {
  while (true) {
    const Row& row = random_row();
    for (unsigned attempt = 0; attempt < 10; ++attempt) {
      const auto c = decode(row, random_word(row));
      if (c && left_out(*c, in_it_block).empty()) return *c;
    }
  }
}

std::optional<Candidate> RandomInsns::partner(const Candidate& load) {
  const std::string name = "st" + std::string(load.name().substr(2));
  for (const SetRow& candidate_row : rows_) {
    if (candidate_row.row->name != name) continue;
    for (unsigned attempt = 0; attempt < 20; ++attempt) {
      const Row& row = *candidate_row.row;
      u32 word = with_field(row.picture, random_word(row), offsetof(detail::Fields, n), load.insn.n);
      word = with_field(row.picture, word, offsetof(detail::Fields, imm), load.insn.imm / 4);
      const auto c = decode(row, word);
      if (c && left_out(*c, false).empty()) return c;
    }
  }
  return std::nullopt;
}

void RandomInsns::emit(u32 word, u32 bytes) {
  if (thumb_ && bytes == 4) word = word << 16 | word >> 16;
  for (unsigned i = 0; i < bytes; ++i) code_.push_back(static_cast<u8>(word >> (8 * i)));
}

void RandomInsns::emit_constant(unsigned reg, u32 value) {
  for (const bool top : {false, true}) {
    const u32 half = top ? value >> 16 : value & 0xffff;  // MOVW, then MOVT
    if (!thumb_) {
      emit((top ? 0xe340'0000 : 0xe300'0000) | bits(half, 15, 12) << 16 | reg << 12 | bits(half, 11, 0), 4);
    } else {
      emit((top ? 0xf2c0'0000 : 0xf240'0000) | bits(half, 15, 12) << 16 | bits(half, 11, 11) << 26 |
               bits(half, 10, 8) << 12 | reg << 8 | bits(half, 7, 0),
           4);
    }
  }
}

void RandomInsns::emit_address(const Candidate& c) {
  DecodedInsn insn;
  isa_.decode_word(c.word, c.bytes(), kCodeAddress, start_mode(), insn);
  const Effects effects(insn);
  if (!effects.loads() && !effects.stores()) return;
  // A store that happens to meet a load of another size is UNPREDICTABLE (A3.4.5): it has a region of its own.
  if (c.name().starts_with("strex")) return emit_constant(c.insn.n, kDataAddress + 8 * below(0x180));
  if (needs_alignment(c)) return emit_constant(c.insn.n, align_down(data_address(8), kMostAlignment));
  if (one_in(12)) return;
  if (c.has('m') && c.insn.m < 13) emit_constant(c.insn.m, one_in(4) ? 0 - below(0x100) : below(0x100));
  if (c.has('n') && c.insn.n < 13) emit_constant(c.insn.n, data_address(4));
}

bool RandomInsns::writes(const Candidate& c, unsigned reg) const {
  DecodedInsn insn;
  isa_.decode_word(c.word, c.bytes(), kCodeAddress, start_mode(), insn);
  const Effects effects(insn);
  return std::ranges::find(effects.writes(), R(reg).offset, &StatePiece::offset) != effects.writes().end();
}

void RandomInsns::emit_it_block() {
  const unsigned count = 1 + below(4);
  std::vector<Candidate> block;
  for (unsigned i = 0; i < count; ++i) {
    block.push_back(candidate(true));
    emit_address(block.back());
  }
  const u32 condition = below(14);
  u32 mask = 1;  // then or else for all but the first, ended by a one
  for (unsigned i = 1; i < count; ++i) mask |= ((condition ^ below(2)) & 1) << i;
  emit(0xbf00 | condition << 4 | (mask << (4 - count) & 0xf), 2);
  for (const Candidate& c : block) emit(c);
}

void RandomInsns::emit_exclusive_pair(const Candidate& load) {
  const auto store = partner(load);
  const bool base_stays = load.insn.t != load.insn.n && load.insn.a != load.insn.n;
  if (!store || !base_stays || one_in(4)) {
    emit_constant(load.insn.n, data_address(8));  // unaligned at times
    return emit(load);
  }
  emit_address(load);
  emit(load);
  if (one_in(3)) {
    const Candidate between = candidate(false);
    if (!writes(between, load.insn.n) && !needs_alignment(between)) emit(between);
  }
  emit(*store);
}

void RandomInsns::emit_skip() {
  skips_.push_back({code_.size(), 2 + below(2)});
  const u32 condition = below(14);
  if (thumb_) {
    emit(0xd000 | condition << 8, 2);
  } else {
    emit(condition << 28 | 0x0a00'0000, 4);
  }
}

void RandomInsns::end_skips(bool all) {
  for (auto skip = skips_.begin(); skip != skips_.end();) {
    if (--skip->left != 0 && !all) {
      ++skip;
      continue;
    }
    const u32 distance = static_cast<u32>(code_.size() - skip->at);
    if (thumb_) {
      code_[skip->at] = static_cast<u8>((distance - 4) / 2);
    } else {
      const u32 words = ((distance - 8) / 4) & 0x00ff'ffff;
      for (unsigned i = 0; i < 3; ++i) code_[skip->at + i] = static_cast<u8>(words >> (8 * i));
    }
    skip = skips_.erase(skip);
  }
}

void RandomInsns::emit_step() {
  if (one_in(16)) return emit_skip();
  if (thumb_ && one_in(6)) return emit_it_block();
  const Candidate c = candidate(false);
  if (needs_alignment(c) && is_load_exclusive(c)) return emit_exclusive_pair(c);
  if (c.name() == "vmsr") emit_constant(c.insn.t, random_fpscr());
  emit_address(c);
  emit(c);
}

Stream RandomInsns::make_stream(u64 seed) {
  random_.seed(seed * 2 + thumb_);
  code_.clear();
  skips_.clear();
  Stream stream;
  stream.seed = seed;
  stream.start = start_state();
  stream.data.resize(kDataBytes);
  for (std::size_t i = 0; i < kDataBytes; i += 8) {
    const u64 word = random_();
    std::memcpy(&stream.data[i], &word, 8);
  }
  emit(thumb_ ? kT32Clrex : kA32Clrex, 4);
  emit(kWriteTpidrurw, 4);
  for (unsigned steps = 4 + below(8); steps > 0; --steps) {
    emit_step();
    end_skips(false);
  }
  end_skips(true);
  stream.code = code_;
  return stream;
}

}  // namespace sosie::arm
