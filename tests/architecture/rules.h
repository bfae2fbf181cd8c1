#pragma once

#include "source_tree.h"

/// The architecture as rules over the text of the sources. Each rule gives back what breaks it, one line each,
/// "path: what is wrong"; nothing when all is well.
using Violations = std::vector<std::string>;

/// Which folder may include which other folder of ours.
Violations forbidden_folders(const SourceFile& file);
/// Which room of the gateway may include which other; a file in no room is a violation.
Violations forbidden_rooms(const SourceFile& file);
/// Which file may include which library.
Violations forbidden_libraries(const SourceFile& file);
/// At most two translation units pay for websocketpp, directly or through headers.
Violations websocketpp_spread(const SourceTree& tree);
Violations too_long(const SourceFile& file);
Violations unfinished(const SourceFile& file);
Violations empty_words_in_types(const SourceFile& file);
Violations unguarded_header(const SourceFile& file);
/// What only plays a part for tests lies with the tests.
Violations fake_in_product(const SourceFile& file);
/// One spelling: things_tests.cpp where there are tests, and nowhere else.
Violations oddly_named_tests(const SourceFile& file);
/// One spelling: kLongestWord. What a template or a library reads of a type by its name is no constant of ours.
Violations oddly_spelt_constants(const SourceFile& file);

/// Every rule over every file.
Violations check(const SourceTree& tree);
