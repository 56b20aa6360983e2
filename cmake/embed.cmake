# embed(SOURCE HEADER NAMESPACE FUNCTION COMMENT [INPUT DEPENDS...]): SOURCE becomes a C++ source whose FUNCTION, declared
# in HEADER, returns INPUT's bytes; none without an INPUT.
function(embed source header namespace function comment)
  set(script ${CMAKE_SOURCE_DIR}/cmake/embed_file.cmake)
  set(input)
  if(ARGC GREATER 5)
    set(input -DINPUT=${ARGV5})
  endif()
  add_custom_command(OUTPUT ${source}
    COMMAND ${CMAKE_COMMAND} ${input} -DOUTPUT=${source} -DHEADER=${header} -DNAMESPACE=${namespace}
      -DFUNCTION=${function} -P ${script}
    DEPENDS ${script} ${ARGN}
    COMMENT ${comment} VERBATIM)
endfunction()
