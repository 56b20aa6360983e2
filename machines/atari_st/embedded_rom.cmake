# sosie_atari_st_rom: roms-test/m68k_st/rom.img as an object; an empty one without the cross assembler.
set(source ${CMAKE_CURRENT_BINARY_DIR}/embedded_rom.cpp)
set(input)
if(SOSIE_M68K_BINUTILS)
  set(input ${SOSIE_ST_ROM} roms-test-m68k-st)
endif()
embed(${source} machines/atari_st/embedded_rom.h sosie::atari_st embedded_rom "Embedding the ST ROM" ${input})
add_library(sosie_atari_st_rom STATIC ${source})
