# What `make install` puts where. Both package files find the rest relative to themselves, so an
# installed tree may be moved.
include(CMakePackageConfigHelpers)

install(TARGETS detente EXPORT detente ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(FILES include/detente.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
if(TARGET command)
    install(TARGETS command RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/detente)
install(EXPORT detente FILE detente-targets.cmake NAMESPACE detente::
        DESTINATION ${package_folder})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/detente-config-version.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES cmake/detente-config.cmake ${PROJECT_BINARY_DIR}/detente-config-version.cmake
        DESTINATION ${package_folder})

file(RELATIVE_PATH pc_to_prefix /x/${CMAKE_INSTALL_LIBDIR}/pkgconfig /x)
configure_file(cmake/detente.pc.in detente.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/detente.pc
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

foreach(page IN LISTS manual_pages)
    string(REGEX MATCH "[0-9]$" section ${page})
    install(FILES ${page} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section})
endforeach()

# The page of reports, where `make web` has built it.
install(FILES ${PROJECT_BINARY_DIR}/share/detente/report.html OPTIONAL
        DESTINATION ${CMAKE_INSTALL_DATADIR}/detente)

if(EXISTS ${PROJECT_SOURCE_DIR}/completions/detente.bash)
    install(FILES completions/detente.bash RENAME detente
            DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
    install(FILES completions/_detente DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
    install(FILES completions/detente.fish
            DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
endif()
