# The cross assembler for the m68k guests' programs. Without it the build goes on, without the ST's own ROM.
find_program(SOSIE_M68K_AS m68k-linux-gnu-as)
find_program(SOSIE_M68K_LD m68k-linux-gnu-ld)
find_program(SOSIE_M68K_OBJCOPY m68k-linux-gnu-objcopy)
set(SOSIE_M68K_BINUTILS OFF)
if(SOSIE_M68K_AS AND SOSIE_M68K_LD AND SOSIE_M68K_OBJCOPY)
  set(SOSIE_M68K_BINUTILS ON)
endif()
set(SOSIE_ST_ROM ${CMAKE_BINARY_DIR}/roms-test/m68k_st/rom.img)
