#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace json {

/// Writes compact JSON front to back. Misuse (a value without its key) is a bug of ours and asserts.
/// Strings that are not UTF-8 are written with U+FFFD in place of each bad byte: what we send is always valid.
class Writer {
  public:
    Writer() = default;
    /// With room for a text about that long.
    explicit Writer(std::size_t size) { text_.reserve(size); }

    Writer& begin_object();
    Writer& end_object();
    Writer& begin_array();
    Writer& end_array();
    Writer& key(std::string_view name);
    Writer& string(std::string_view text);
    Writer& integer(std::int64_t value);
    /// Shortest form that reads back the same; whole numbers without a fraction ("11", "7.4"). Not finite: null.
    Writer& number(double value);
    Writer& boolean(bool value);
    Writer& null();
    /// Text that already is one JSON value.
    Writer& raw(std::string_view json);

    /// key() and value in one.
    Writer& member(std::string_view name, std::string_view text) { return key(name).string(text); }
    Writer& member(std::string_view name, const char* text) { return key(name).string(text); }
    Writer& member(std::string_view name, bool value) { return key(name).boolean(value); }
    Writer& member(std::string_view name, std::int64_t value) { return key(name).integer(value); }
    Writer& member(std::string_view name, int value) { return key(name).integer(value); }
    Writer& member(std::string_view name, double value) { return key(name).number(value); }

    /// The finished text; the writer is empty afterwards.
    std::string take();

  private:
    void begin_value();
    void open(char bracket, bool is_object);
    void close(char bracket);
    void quote(std::string_view text);

    std::string text_;
    bool is_first_ = true;       ///< of its array or object: no comma before it
    bool has_key_ = false;       ///< whose value comes next
    std::uint64_t objects_ = 0;  ///< a bit for each level, the lowest for the innermost: an object, not an array
    std::uint32_t depth_ = 0;
};

}  // namespace json
