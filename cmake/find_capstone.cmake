# Debian's libcapstone-dev ships a pkg-config file only.
find_path(CAPSTONE_INCLUDE_DIR capstone/capstone.h REQUIRED)
find_library(CAPSTONE_LIBRARY capstone REQUIRED)
add_library(capstone::capstone UNKNOWN IMPORTED)
set_target_properties(capstone::capstone PROPERTIES IMPORTED_LOCATION ${CAPSTONE_LIBRARY}
                      INTERFACE_INCLUDE_DIRECTORIES ${CAPSTONE_INCLUDE_DIR})
