# Debian's libasmjit-dev ships no CMake package.
find_path(ASMJIT_INCLUDE_DIR asmjit/asmjit.h REQUIRED)
find_library(ASMJIT_LIBRARY asmjit REQUIRED)
add_library(asmjit::asmjit UNKNOWN IMPORTED)
set_target_properties(asmjit::asmjit PROPERTIES IMPORTED_LOCATION ${ASMJIT_LIBRARY}
                      INTERFACE_INCLUDE_DIRECTORIES ${ASMJIT_INCLUDE_DIR})
