# sosie_atari_st_rom: roms-test/m68k_st/rom.img as an object; an empty one without the cross assembler.
set(source ${CMAKE_CURRENT_BINARY_DIR}/embedded_rom.cpp)
set(embed ${CMAKE_SOURCE_DIR}/cmake/embed_file.cmake)
set(input)
set(depends)
if(SOSIE_M68K_BINUTILS)
  set(input -DINPUT=${SOSIE_ST_ROM})
  set(depends ${SOSIE_ST_ROM} roms-test-m68k-st)
endif()
add_custom_command(OUTPUT ${source}
  COMMAND ${CMAKE_COMMAND} ${input} -DOUTPUT=${source} -DHEADER=machines/atari_st/embedded_rom.h
    -DNAMESPACE=sosie::atari_st -DFUNCTION=embedded_rom -P ${embed}
  DEPENDS ${embed} ${depends}
  COMMENT "Embedding the ST ROM" VERBATIM)
add_library(sosie_atari_st_rom STATIC ${source})
