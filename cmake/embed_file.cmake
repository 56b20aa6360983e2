# cmake -DINPUT=… -DOUTPUT=… -DHEADER=… -DNAMESPACE=… -DFUNCTION=… -P embed_file.cmake
# Writes a C++ source whose FUNCTION, declared in HEADER, returns INPUT's bytes; none without an INPUT.
set(definition "std::span<const u8> ${FUNCTION}() { return {}; }")
if(INPUT)
  file(READ ${INPUT} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(REPEAT "." 80 line)
  string(REGEX REPLACE "(${line})" "\\1\n" bytes "${bytes}")
  set(definition "static constexpr u8 kBytes[] = {\n${bytes}};\nstd::span<const u8> ${FUNCTION}() { return kBytes; }")
endif()
file(WRITE ${OUTPUT} "#include \"${HEADER}\"\nnamespace ${NAMESPACE} {\n${definition}\n}  // namespace ${NAMESPACE}\n")
