#include "app/heap.h"

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>

#include "core/base/types.h"

namespace sosie::app {

void prepare_heap() {
  constexpr int kStepBytes = 16 << 20, kHugePageBytes = 2 << 20;
  mallopt(M_TOP_PAD, kStepBytes);
  mallopt(M_TRIM_THRESHOLD, 4 * kStepBytes);
  // The first step is taken by a piece that does not fit in what is there.
  const auto before = reinterpret_cast<u64>(sbrk(0));
  void* volatile piece = std::malloc(120 << 10);
  std::free(piece);
  const u64 begin = (before + kHugePageBytes - 1) & ~u64{kHugePageBytes - 1}, end = reinterpret_cast<u64>(sbrk(0));
  // Advice that a host does not take leaves everything as it is.
  if (end > begin) madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
}

}  // namespace sosie::app
