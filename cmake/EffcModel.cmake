include(${CMAKE_CURRENT_LIST_DIR}/EffcTarget.cmake)

# effc_add_model(<target>
#   MODEL <file.tflite>       the model to compile
#   [NAME <name>]             prefix of its C names and name of its header; default: <target>
#   [TARGET <target>]         what to compile for, as effc's --target=; default: the machine that
#                             the project's compiler makes code for (EffcTarget.cmake)
#   [OPTIONS <option>...])    further options of effc
#
# Compiles the model with effc. If <target> exists, the object is linked into it; otherwise
# <target> becomes a static library to link. Either way `#include "<name>.h"` works, and the
# object is made again when the model changes.
function(effc_add_model target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "MODEL;NAME;TARGET" "OPTIONS")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "effc_add_model: unknown arguments: ${arg_UNPARSED_ARGUMENTS}")
  elseif(NOT arg_MODEL)
    message(FATAL_ERROR "effc_add_model: MODEL <file> is missing")
  elseif(NOT arg_NAME)
    set(arg_NAME ${target})
  endif()
  get_filename_component(model ${arg_MODEL} ABSOLUTE BASE_DIR ${CMAKE_CURRENT_SOURCE_DIR})

  set(folder ${CMAKE_CURRENT_BINARY_DIR}/${target}-${arg_NAME}.dir)
  set(object ${folder}/${arg_NAME}.o)
  set(header ${folder}/${arg_NAME}.h)
  file(MAKE_DIRECTORY ${folder})
  set(options --name=${arg_NAME} ${arg_OPTIONS})
  if(arg_TARGET)
    list(PREPEND options --target=${arg_TARGET})
  elseif(NOT arg_OPTIONS MATCHES "(^|;)--?target")
    effc_get_target(machine ${target})
    list(PREPEND options ${machine})
  endif()
  effc_get_language(language)
  if(POLICY CMP0116)
    cmake_policy(SET CMP0116 NEW)
  endif()
  add_custom_command(OUTPUT ${object} ${header}
    COMMAND effc::effc ${model} -o ${object} ${options} -MD -MF ${object}.d
    DEPENDS effc::effc ${model}
    DEPFILE ${object}.d
    COMMENT "Compiling model ${arg_NAME}"
    VERBATIM)

  set(library ${target})
  if(TARGET ${target})
    set(library ${target}-${arg_NAME})
    target_link_libraries(${target} PRIVATE ${library})
  endif()
  add_library(${library} STATIC ${object} ${header})
  set_source_files_properties(${object} PROPERTIES EXTERNAL_OBJECT TRUE GENERATED TRUE)
  set_target_properties(${library} PROPERTIES LINKER_LANGUAGE ${language})
  target_include_directories(${library} INTERFACE ${folder})
  target_link_libraries(${library} PUBLIC effc::effcAbi)
endfunction()
