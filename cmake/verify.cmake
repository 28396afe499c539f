# The checker of witnesses. It gets its own copy of the parser, the model and the stages, and nothing
# of the engine: a call of anything in src/game or src/analysis would be left undefined at this link.
# Only verify_* is visible, so that the copy does not meet the library's.
find_path(JANSSON_INCLUDE jansson.h REQUIRED)
find_library(JANSSON_LIBRARY jansson REQUIRED)
mark_as_advanced(JANSSON_INCLUDE JANSSON_LIBRARY)

dt_glob(verify_sources verify/*.c)
add_library(verify_objects OBJECT ${verify_sources})
target_include_directories(verify_objects PRIVATE ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/include
                           ${PROJECT_SOURCE_DIR}/src ${JANSSON_INCLUDE})
target_compile_options(verify_objects PRIVATE -fvisibility=hidden)
target_link_libraries(verify_objects PRIVATE dt_flags)

if(DT_OBJCOPY AND CMAKE_EXECUTABLE_FORMAT STREQUAL "ELF")
    set(parser_objects
        "$<FILTER:$<TARGET_OBJECTS:dt_objects>,INCLUDE,src/(base|model|language)/>")
    set(one_verify_object ${PROJECT_BINARY_DIR}/verify.o)
    add_custom_command(
        OUTPUT ${one_verify_object}
        COMMAND ${CMAKE_LINKER} -r -o ${one_verify_object} "$<TARGET_OBJECTS:verify_objects>"
                "${parser_objects}"
        COMMAND ${DT_OBJCOPY} --wildcard --keep-global-symbol=verify_* ${one_verify_object}
        DEPENDS dt_objects verify_objects "$<TARGET_OBJECTS:dt_objects>"
                "$<TARGET_OBJECTS:verify_objects>"
        COMMENT "The checker of witnesses, by itself"
        COMMAND_EXPAND_LISTS VERBATIM)
    set_source_files_properties(${one_verify_object} PROPERTIES EXTERNAL_OBJECT ON GENERATED ON)
    add_library(detente_verify STATIC ${one_verify_object})
else() # elsewhere it uses the library's parser
    add_library(detente_verify STATIC $<TARGET_OBJECTS:verify_objects>)
    target_link_libraries(detente_verify PUBLIC detente)
endif()
set_target_properties(detente_verify PROPERTIES LINKER_LANGUAGE C)
target_include_directories(detente_verify PUBLIC ${PROJECT_SOURCE_DIR}
                           ${PROJECT_SOURCE_DIR}/include)
target_link_libraries(detente_verify PUBLIC ${JANSSON_LIBRARY})
if(Threads_FOUND)
    target_link_libraries(detente_verify PUBLIC Threads::Threads)
endif()
