# SOSIE_SANITIZE: a list for -fsanitize=, such as "address,undefined"; empty for none.
set(SOSIE_SANITIZE "" CACHE STRING "sanitizers to build with")
if(SOSIE_SANITIZE)
  add_compile_options(-fsanitize=${SOSIE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${SOSIE_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # g++ 12 warns of the standard library's own <regex> when it instruments it.
    add_compile_options(-Wno-maybe-uninitialized)
    # Fences order the guest's accesses, about which the thread sanitizer is not asked.
    if(SOSIE_SANITIZE MATCHES thread)
      add_compile_options(-Wno-tsan)
    endif()
  endif()
endif()
