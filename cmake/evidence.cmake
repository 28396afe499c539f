# Documents, their words, and quotations: code that needs the libraries of its field, so it stands
# outside src/, with a copy of the few objects of src/ that it uses. Only evidence_* is visible.
find_path(UTF8PROC_INCLUDE utf8proc.h)
find_library(UTF8PROC_LIBRARY utf8proc)
find_path(STEMMER_INCLUDE libstemmer.h)
find_library(STEMMER_LIBRARY stemmer)
find_path(LIBXML2_INCLUDE libxml/HTMLparser.h PATH_SUFFIXES libxml2)
find_library(LIBXML2_LIBRARY xml2)
mark_as_advanced(UTF8PROC_INCLUDE UTF8PROC_LIBRARY STEMMER_INCLUDE STEMMER_LIBRARY LIBXML2_INCLUDE
                 LIBXML2_LIBRARY)
foreach(needed UTF8PROC STEMMER LIBXML2)
    if(NOT ${needed}_INCLUDE OR NOT ${needed}_LIBRARY)
        message(FATAL_ERROR "utf8proc, libstemmer and libxml2 are needed (Debian: libutf8proc-dev, "
                            "libstemmer-dev, libxml2-dev): run tools/setup build")
    endif()
endforeach()

dt_glob(evidence_sources evidence/*.c)
add_library(evidence_objects OBJECT ${evidence_sources})
target_include_directories(evidence_objects PUBLIC ${PROJECT_SOURCE_DIR}
                           ${PROJECT_SOURCE_DIR}/include PRIVATE ${PROJECT_SOURCE_DIR}/src
                           ${UTF8PROC_INCLUDE} ${STEMMER_INCLUDE} ${LIBXML2_INCLUDE})
target_compile_options(evidence_objects PRIVATE -fvisibility=hidden)
target_link_libraries(evidence_objects PRIVATE dt_flags)
target_link_libraries(evidence_objects PUBLIC ${UTF8PROC_LIBRARY} ${STEMMER_LIBRARY}
                      ${LIBXML2_LIBRARY} m)

if(DT_OBJCOPY AND CMAKE_EXECUTABLE_FORMAT STREQUAL "ELF")
    set(shared_objects "$<FILTER:$<TARGET_OBJECTS:dt_objects>,INCLUDE,src/(base/|model/date)>")
    set(one_evidence_object ${PROJECT_BINARY_DIR}/evidence.o)
    add_custom_command(
        OUTPUT ${one_evidence_object}
        COMMAND ${CMAKE_LINKER} -r -o ${one_evidence_object} "$<TARGET_OBJECTS:evidence_objects>"
                "${shared_objects}"
        COMMAND ${DT_OBJCOPY} --wildcard --keep-global-symbol=evidence_* ${one_evidence_object}
        DEPENDS dt_objects evidence_objects "$<TARGET_OBJECTS:dt_objects>"
                "$<TARGET_OBJECTS:evidence_objects>"
        COMMENT "Documents and quotations, by themselves"
        COMMAND_EXPAND_LISTS VERBATIM)
    set_source_files_properties(${one_evidence_object} PROPERTIES EXTERNAL_OBJECT ON GENERATED ON)
    add_library(detente_evidence STATIC ${one_evidence_object})
else() # elsewhere it uses the library's objects
    add_library(detente_evidence STATIC $<TARGET_OBJECTS:evidence_objects>)
    target_link_libraries(detente_evidence PUBLIC detente)
endif()
set_target_properties(detente_evidence PROPERTIES LINKER_LANGUAGE C)
target_include_directories(detente_evidence PUBLIC ${PROJECT_SOURCE_DIR}
                           ${PROJECT_SOURCE_DIR}/include)
target_link_libraries(detente_evidence PUBLIC ${UTF8PROC_LIBRARY} ${STEMMER_LIBRARY}
                      ${LIBXML2_LIBRARY} m)
if(Threads_FOUND)
    target_link_libraries(detente_evidence PUBLIC Threads::Threads)
endif()
