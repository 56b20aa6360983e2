#include "devices/storage/floppy_disk.h"

#include <algorithm>

namespace sosie {

bool FloppyDisk::changed() const {
  return std::any_of(tracks_->begin(), tracks_->end(), [](const FloppyTrack& track) { return track.changed(); });
}

void FloppyDisk::set_unchanged() {
  for (FloppyTrack& track : *tracks_) track.set_changed(false);
}

void FloppyDisk::serialize(Archive& archive) {
  archive.begin("disk");
  archive("write_protected", write_protected_);
  for (FloppyTrack& track : *tracks_) track.serialize(archive);
  archive.end();
}

}  // namespace sosie
