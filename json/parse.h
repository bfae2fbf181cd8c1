#pragma once

#include <stdexcept>
#include <string>

#include "json/value.h"

/// The one entry for every JSON byte from outside: frames, REST bodies, answers of others.
/// RapidJSON does the grammar, but its number parsing (CVE-2024-38517), recursion and encoding gaps are kept out of
/// reach.
namespace json {

/// Bounds of one text; exceeding one is a ParseError that names it (c.6).
struct Limits {
    std::size_t bytes = 1 << 20;
    std::size_t depth = 16;
    std::size_t values = 50000;
    std::size_t number_characters = 64;
    std::size_t key_characters = 64;
};

/// `tolerant` is for chargers (quirk 9): raw control characters become blanks and an escaped NUL stays in the string.
enum class Reading { strict, tolerant };

/// The text is not JSON, not UTF-8, or beyond a limit. `what()` says it in the words of the sender's text.
struct ParseError : std::runtime_error {
    /// Two and three: the text is JSON, but nobody could say what it means.
    enum class Cause { broken, repeated_name, escaped_nul, beyond_limit };

    explicit ParseError(const std::string& reason, Cause cause_ = Cause::broken)
        : std::runtime_error(reason), cause(cause_) {}
    Cause cause;
};

/// Throws ParseError and nothing else but std::bad_alloc.
Document parse(std::string text, Reading reading = Reading::strict, const Limits& limits = {});

/// True when the bytes are well-formed UTF-8 (no surrogates, nothing overlong).
bool is_utf8(std::string_view bytes);

}  // namespace json
