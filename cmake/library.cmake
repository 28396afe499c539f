# The library. Its objects are compiled with hidden visibility; the archive that is shipped holds
# them as one object in which hidden names are local, so that only dt_* is visible and internal
# names may be short. Unit tests link the plain objects and see everything.
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads)

# Their vectors are passed between inlined functions only, so how a call would pass them is no matter.
set_source_files_properties(${PROJECT_SOURCE_DIR}/src/analysis/kernels.c
                            ${PROJECT_SOURCE_DIR}/src/analysis/kernels_avx2.c
                            PROPERTIES COMPILE_OPTIONS -Wno-psabi)

add_library(dt_objects OBJECT ${library_sources})
target_include_directories(dt_objects PUBLIC ${PROJECT_SOURCE_DIR}/include
                           PRIVATE ${PROJECT_SOURCE_DIR}/src)
target_compile_options(dt_objects PRIVATE -fvisibility=hidden)
target_link_libraries(dt_objects PRIVATE dt_flags)

find_program(DT_OBJCOPY NAMES ${CMAKE_OBJCOPY} objcopy llvm-objcopy)
mark_as_advanced(DT_OBJCOPY)
if(DT_OBJCOPY AND CMAKE_EXECUTABLE_FORMAT STREQUAL "ELF")
    set(one_object ${PROJECT_BINARY_DIR}/detente.o)
    add_custom_command(
        OUTPUT ${one_object}
        COMMAND ${CMAKE_LINKER} -r -o ${one_object} "$<TARGET_OBJECTS:dt_objects>"
        COMMAND ${DT_OBJCOPY} --localize-hidden ${one_object}
        DEPENDS dt_objects "$<TARGET_OBJECTS:dt_objects>"
        COMMENT "Hiding internal names"
        COMMAND_EXPAND_LISTS VERBATIM)
    set_source_files_properties(${one_object} PROPERTIES EXTERNAL_OBJECT ON GENERATED ON)
    add_library(detente STATIC ${one_object})
else() # elsewhere internal names stay visible to the linker; nothing else differs
    add_library(detente STATIC $<TARGET_OBJECTS:dt_objects>)
endif()
add_library(detente::detente ALIAS detente)
set_target_properties(detente PROPERTIES LINKER_LANGUAGE C)
target_include_directories(detente PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
                           $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
if(Threads_FOUND)
    target_link_libraries(detente PUBLIC Threads::Threads)
    target_link_libraries(dt_objects PUBLIC Threads::Threads)
endif()
