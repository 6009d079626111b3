# SPDX-License-Identifier: MIT
# From an XML specification to a header of decoders, its witness, and a machine of the checker.

# The specifications that are built in: name=file, the file in spec/.
set(IOSOLATE_SPECS
    vtd=vtd/vtd.xml
    amdvi=amdvi/amdvi.xml
    papr=tce/papr.xml
    ioda=tce/ioda.xml
    smmuv3=smmuv3/smmuv3.xml
    smmuv2=smmuv2/smmuv2.xml
    its=gic/its.xml
    riscv=riscv/riscv.xml)

# iosolate_spec(NAME FILE): makes ${CMAKE_BINARY_DIR}/generated/NAME.h and NAME.smt2 from FILE, and the target
# spec_NAME, which brings the folder of the header. A change of FILE or of a file that it imports makes them anew.
function(iosolate_spec name file)
  set(folder ${CMAKE_BINARY_DIR}/generated)
  foreach(kind h smt2)
    set(output ${folder}/${name}.${kind})
    string(REPLACE "h" "cpp" flag ${kind})
    if(kind STREQUAL smt2)
      set(flag smt)
    endif()
    add_custom_command(
      OUTPUT ${output}
      COMMAND ${CMAKE_COMMAND} -E make_directory ${folder}
      COMMAND iosolate-gen --${flag} ${file} -o ${output} --depfile ${output}.d
      DEPENDS iosolate-gen ${file}
      DEPFILE ${output}.d
      COMMENT "Generating ${name}.${kind}"
      VERBATIM)
    list(APPEND outputs ${output})
  endforeach()
  add_custom_target(generate_${name} DEPENDS ${outputs})
  add_library(spec_${name} INTERFACE)
  add_dependencies(spec_${name} generate_${name})
  target_include_directories(spec_${name} INTERFACE ${CMAKE_BINARY_DIR} ${CMAKE_SOURCE_DIR}/checker)
endfunction()
