#include "devices/storage/gemdos_error.h"

#include <cerrno>

namespace sosie::gemdos {

i32 error_of(int error) {
  switch (error) {
    case 0: return 0;
    case ENOENT: return kFileNotFound;
    case ENOTDIR: return kPathNotFound;
    case EMFILE:
    case ENFILE: return kNoHandles;
    default: return kAccessDenied;
  }
}

}  // namespace sosie::gemdos
