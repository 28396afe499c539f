# The command, and the manual pages when scdoc is there. `product` is all that is installed.
add_custom_target(product ALL DEPENDS detente)
# CaDiCaL is optional: without it red lines are only looked for state by state.
find_path(CADICAL_INCLUDE ccadical.h)
find_library(CADICAL_LIBRARY cadical)
mark_as_advanced(CADICAL_INCLUDE CADICAL_LIBRARY)
# It is written in C++: a machine with a C compiler alone cannot link it.
execute_process(COMMAND ${CMAKE_C_COMPILER} -print-file-name=libstdc++.so
                OUTPUT_VARIABLE stdcxx OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
set(has_cadical NO)
if(CADICAL_INCLUDE AND CADICAL_LIBRARY AND IS_ABSOLUTE "${stdcxx}")
    set(has_cadical YES)
endif()
if(has_cadical)
    list(FILTER command_sources EXCLUDE REGEX "sat_none\\.c$")
else()
    list(FILTER command_sources EXCLUDE REGEX "sat_cadical\\.c$")
endif()
if(command_sources)
    add_executable(command ${command_sources})
    if(has_cadical)
        target_include_directories(command PRIVATE ${CADICAL_INCLUDE})
        target_link_libraries(command PRIVATE ${CADICAL_LIBRARY} stdc++ m)
    endif()
    set_target_properties(command PROPERTIES OUTPUT_NAME detente
                          RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
    target_link_libraries(command PRIVATE detente detente_verify detente_evidence dt_flags)
    set_source_files_properties(${PROJECT_SOURCE_DIR}/cli/page.c PROPERTIES COMPILE_DEFINITIONS
                                DT_DATA_FOLDER="${CMAKE_INSTALL_FULL_DATADIR}/detente")
    add_dependencies(product command)
endif()

dt_glob(manual_sources man/*.scd)
find_program(DT_SCDOC scdoc)
mark_as_advanced(DT_SCDOC)
set(manual_pages)
if(manual_sources AND NOT DT_SCDOC)
    message(STATUS "scdoc is not installed: manual pages are left out")
elseif(manual_sources)
    foreach(source IN LISTS manual_sources)
        cmake_path(GET source STEM LAST_ONLY page) # detente.1.scd is detente.1
        set(built ${PROJECT_BINARY_DIR}/man/${page})
        add_custom_command(OUTPUT ${built}
                           COMMAND ${CMAKE_COMMAND} -E make_directory ${PROJECT_BINARY_DIR}/man
                           COMMAND ${CMAKE_COMMAND} -E env SOURCE_DATE_EPOCH=0
                                   ${DT_SCDOC} < ${source} > ${built}
                           DEPENDS ${source} COMMENT "Manual page ${page}" VERBATIM)
        list(APPEND manual_pages ${built})
    endforeach()
    add_custom_target(manual DEPENDS ${manual_pages})
    add_dependencies(product manual)
endif()
