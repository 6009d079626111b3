# SPDX-License-Identifier: MIT
# cmake -DFOLDER=.. -DOUTPUT=.. -P embed.cmake: the XML files below FOLDER as an array of C++ texts.
file(GLOB_RECURSE files RELATIVE ${FOLDER} ${FOLDER}/*.xml)
list(SORT files)
set(text "// Made from spec/ by cmake/embed.cmake.\n#include \"interpret/specs.h\"\n\n")
string(APPEND text "namespace iosolate::interpret {\n\nconst SpecFile spec_files[] = {\n")
file(WRITE ${OUTPUT}.new "${text}")
foreach(file IN LISTS files)
  file(READ ${FOLDER}/${file} content)
  file(APPEND ${OUTPUT}.new "    {\"${file}\", R\"spec(${content})spec\"},\n")
endforeach()
file(APPEND ${OUTPUT}.new "    {nullptr, nullptr},\n};\n\n}  // namespace iosolate::interpret\n")
file(RENAME ${OUTPUT}.new ${OUTPUT})
