/// app/heap.h — how the program's own heap gets its memory from the host.
#pragma once

namespace sosie::app {

/// Prepares malloc for what an emulator does: it fills megabytes with blocks in a fraction of a second and keeps them.
/// The heap grows in large steps that are not given back, in huge pages where the host has them: a page fault for each
/// 4 KiB would cost as much as decoding what lies in them. To be called before the heap is large.
void prepare_heap();

}  // namespace sosie::app
