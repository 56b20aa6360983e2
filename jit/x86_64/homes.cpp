#include "jit/x86_64/homes.h"

#include <algorithm>

namespace sosie::jit::x86_64 {

Homes::Homes(const Isa& isa) : by_offset_(isa.state_bytes(), kNone) {
  std::vector<RegisterInfo> ranked;
  for (const RegisterInfo& r : isa.registers()) {
    if (r.home_rank >= 0) ranked.push_back(r);
  }
  std::ranges::sort(ranked, {}, &RegisterInfo::home_rank);
  ranked.resize(std::min(ranked.size(), std::size(kHomeRegs)));
  for (const RegisterInfo& r : ranked) {
    by_offset_[r.offset] = static_cast<u8>(homes_.size());
    homes_.push_back({{r.offset, r.bytes}, kHomeRegs[homes_.size()]});
  }
}

const Home* Homes::touched_by(StatePiece piece) const {
  const auto it = std::ranges::find_if(homes_, [&](const Home& h) { return overlap(h.piece, piece); });
  return it == homes_.end() ? nullptr : &*it;
}

const Home* Homes::in(Reg reg) const {
  const auto it = std::ranges::find(homes_, reg, &Home::reg);
  return it == homes_.end() ? nullptr : &*it;
}

}  // namespace sosie::jit::x86_64
