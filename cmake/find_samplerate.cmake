# Debian's libsamplerate0-dev ships a pkg-config file only.
find_path(SAMPLERATE_INCLUDE_DIR samplerate.h REQUIRED)
find_library(SAMPLERATE_LIBRARY samplerate REQUIRED)
add_library(samplerate::samplerate UNKNOWN IMPORTED)
set_target_properties(samplerate::samplerate PROPERTIES IMPORTED_LOCATION ${SAMPLERATE_LIBRARY}
                      INTERFACE_INCLUDE_DIRECTORIES ${SAMPLERATE_INCLUDE_DIR})
