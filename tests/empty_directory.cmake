# cmake -DDIRECTORY=WHERE -P empty_directory.cmake
file(REMOVE_RECURSE "${DIRECTORY}")
file(MAKE_DIRECTORY "${DIRECTORY}")
