# What a build may choose, and the flags that follow. The presets name the useful combinations.
option(DT_TESTS "Build the tests (needs cmocka and jansson)" OFF)
option(DT_WERROR "Treat warnings as errors" OFF)
option(DT_HOSTILE "Tiny chunks, tiny parcels, growth that always moves: gives bugs a chance" OFF)
option(DT_FUZZ "Build the fuzz targets (needs clang)" OFF)
option(DT_COVERAGE "Count the lines that tests run" OFF)
set(DT_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize takes them")

set(CMAKE_C_STANDARD 17)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_C_FLAGS_DEBUG "-O1 -g" CACHE STRING "" FORCE) # the tests walk millions of states
if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

# Flags of everything that is compiled here, tests included.
add_library(dt_flags INTERFACE)
target_compile_options(dt_flags INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow
                       -Wstrict-prototypes -Wmissing-prototypes)
if(DT_WERROR)
    target_compile_options(dt_flags INTERFACE -Werror)
endif()
if(DT_HOSTILE)
    target_compile_definitions(dt_flags INTERFACE DT_HOSTILE)
endif()

# The same flags as a list, for the test that compiles programs against the installed library.
set(dt_instrumentation)
if(DT_SANITIZE)
    list(APPEND dt_instrumentation -fsanitize=${DT_SANITIZE} -fno-sanitize-recover=all
         -fno-omit-frame-pointer)
endif()
if(DT_FUZZ)
    list(APPEND dt_instrumentation -fsanitize=fuzzer-no-link)
endif()
if(DT_COVERAGE)
    list(APPEND dt_instrumentation --coverage)
endif()
target_compile_options(dt_flags INTERFACE ${dt_instrumentation})
target_link_options(dt_flags INTERFACE ${dt_instrumentation})
