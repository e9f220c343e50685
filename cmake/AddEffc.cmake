# The precompiled LLVM and MLIR headers that all C++ targets share.
function(effc_precompile_headers)
  set(source ${PROJECT_BINARY_DIR}/precompiled.cpp)
  if(NOT EXISTS ${source})
    file(WRITE ${source} "")
  endif()
  add_library(effcPrecompiled OBJECT ${source})
  target_compile_features(effcPrecompiled PUBLIC cxx_std_17)
  # Without time stamps the file depends on nothing but its contents, so compiler caches work.
  target_compile_options(effcPrecompiled PRIVATE
    $<$<CXX_COMPILER_ID:Clang>:SHELL:-Xclang -fno-pch-timestamp>)
  target_precompile_headers(effcPrecompiled PRIVATE ${PROJECT_SOURCE_DIR}/cmake/precompiled.h)
endfunction()

# effc_library(Name source... [LINK target...] [DEPENDS target...])
#
# Declares the static library effcName in lib/Name. MLIR and LLVM are linked as
# their shared libraries only: mixing in their static archives duplicates symbols.
function(effc_library name)
  cmake_parse_arguments(arg "" "" "LINK;DEPENDS" ${ARGN})
  add_library(effc${name} STATIC ${arg_UNPARSED_ARGUMENTS})
  add_library(effc::effc${name} ALIAS effc${name})
  target_link_libraries(effc${name} PUBLIC ${arg_LINK} MLIR LLVM)
  target_compile_features(effc${name} PUBLIC cxx_std_17)
  target_include_directories(effc${name} INTERFACE
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
    $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/include>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_precompile_headers(effc${name} REUSE_FROM effcPrecompiled)
  add_dependencies(effc${name} effc-headers ${arg_DEPENDS})
  set_property(GLOBAL APPEND PROPERTY EFFC_LIBRARIES effc${name})
endfunction()

# effc_tool(name source... [LINK target...]): declares an installed command-line tool.
function(effc_tool name)
  cmake_parse_arguments(arg "" "" "LINK" ${ARGN})
  add_executable(${name} ${arg_UNPARSED_ARGUMENTS})
  add_executable(effc::${name} ALIAS ${name})
  target_link_libraries(${name} PRIVATE ${arg_LINK})
  set_property(GLOBAL APPEND PROPERTY EFFC_TOOLS ${name})
endfunction()
