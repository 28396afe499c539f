# Sources of the given patterns, sorted; a build looks again by itself when files come or go.
function(dt_glob variable)
    list(TRANSFORM ARGN PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/)
    file(GLOB files CONFIGURE_DEPENDS ${ARGN})
    list(SORT files)
    set(${variable} ${files} PARENT_SCOPE)
endfunction()
