# cmake -DTEXT=FILE -DNAMESPACE=WHERE -DSYMBOL=NAME -DOUTPUT=FILE.cpp -P embed_text.cmake
# Writes a source file whose constant WHERE::NAME is the text of FILE.
file(READ "${TEXT}" content)
string(FIND "${content}" ")embedded\"" end_mark)
if(NOT end_mark EQUAL -1)
  message(FATAL_ERROR "${TEXT} holds the mark that ends a raw string")
endif()
file(WRITE "${OUTPUT}"
  "namespace ${NAMESPACE} {\nextern const char* const ${SYMBOL};\nconst char* const ${SYMBOL} = R\"embedded(${content})embedded\";\n}\n")
