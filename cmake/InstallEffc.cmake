# What `cmake --install` puts under the prefix: tools, libraries, headers, and the
# package that find_package(effc) loads. Included last, when all targets are known.
include(CMakePackageConfigHelpers)

# The freestanding header that generated code speaks.
add_library(effcAbi INTERFACE)
add_library(effc::effcAbi ALIAS effcAbi)
target_include_directories(effcAbi INTERFACE
  $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
  $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)

# effc_parallel_for on POSIX threads, compiled with the program that links it.
add_library(effcThreads INTERFACE)
add_library(effc::effcThreads ALIAS effcThreads)
set(effc_sdk_dir ${CMAKE_INSTALL_DATADIR}/effc)
target_sources(effcThreads INTERFACE
  $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/sdk/threads/effc_pthreads.c>
  $<INSTALL_INTERFACE:$<INSTALL_PREFIX>/${effc_sdk_dir}/threads/effc_pthreads.c>)
target_link_libraries(effcThreads INTERFACE effcAbi)
target_compile_options(effcThreads INTERFACE -pthread)
target_link_options(effcThreads INTERFACE -pthread)

set(effc_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/effc)
get_property(effc_libraries GLOBAL PROPERTY EFFC_LIBRARIES)
get_property(effc_tools GLOBAL PROPERTY EFFC_TOOLS)

install(TARGETS ${effc_tools} effcAbi effcThreads EXPORT effcToolTargets)
install(EXPORT effcToolTargets NAMESPACE effc:: DESTINATION ${effc_package_dir})
install(TARGETS ${effc_libraries} EXPORT effcLibraryTargets)
install(EXPORT effcLibraryTargets NAMESPACE effc:: DESTINATION ${effc_package_dir})

install(DIRECTORY ${PROJECT_SOURCE_DIR}/sdk/ DESTINATION ${effc_sdk_dir})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/ ${PROJECT_BINARY_DIR}/include/
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
  FILES_MATCHING PATTERN "*.h" PATTERN "*.td" PATTERN "*.inc"
  PATTERN CMakeFiles EXCLUDE)

configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/effcConfig.cmake.in
  ${PROJECT_BINARY_DIR}/cmake/effcConfig.cmake INSTALL_DESTINATION ${effc_package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/cmake/effcConfigVersion.cmake
  COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT) # it serves toolchains of all machines
install(FILES
  ${PROJECT_BINARY_DIR}/cmake/effcConfig.cmake
  ${PROJECT_BINARY_DIR}/cmake/effcConfigVersion.cmake
  ${CMAKE_CURRENT_LIST_DIR}/EffcModel.cmake
  ${CMAKE_CURRENT_LIST_DIR}/EffcTarget.cmake
  DESTINATION ${effc_package_dir})
