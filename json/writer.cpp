#include "json/writer.h"

#include <cassert>
#include <charconv>
#include <cmath>

#include "json/append_number.h"
#include "json/parse.h"

namespace json {

namespace {

bool needs_escape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

void append_escape(std::string& out, char c) {
    constexpr std::string_view kNamed = "\"\\\b\f\n\r\t", kNames = "\"\\bfnrt", kDigits = "0123456789ABCDEF";
    const auto named = kNamed.find(c);
    out.push_back('\\');
    if (named != std::string_view::npos) return out.push_back(kNames[named]);
    const auto byte = static_cast<unsigned char>(c);
    out.append("u00").push_back(kDigits[byte >> 4]);
    out.push_back(kDigits[byte & 0xF]);
}

/// Keeps every well-formed sequence and puts U+FFFD for each byte that belongs to none.
std::string replace_bad_utf8(std::string_view bytes) {
    std::string sound;
    for (std::size_t i = 0; i < bytes.size();) {
        std::size_t length = 1;
        while (length <= 4 && i + length <= bytes.size() && !is_utf8(bytes.substr(i, length))) ++length;
        if (length <= 4 && i + length <= bytes.size()) {
            sound.append(bytes.substr(i, length));
            i += length;
        } else {
            sound.append("\xEF\xBF\xBD");
            ++i;
        }
    }
    return sound;
}

template <class Number>
void append_digits(std::string& out, Number value) {
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    out.append(digits, static_cast<std::size_t>(end - digits));
}

}  // namespace

void append_number(std::string& out, double value) {
    if (std::fabs(value) < kLargestExactInteger) {
        const auto whole = static_cast<std::int64_t>(value);
        if (static_cast<double>(whole) == value) return append_digits(out, whole);
    }
    if (!std::isfinite(value)) out.append("null");
    else append_digits(out, value);
}

void Writer::begin_value() {
    assert((objects_ & 1) == 0 || has_key_);
    if (!is_first_ && !has_key_) text_.push_back(',');
    is_first_ = has_key_ = false;
}

void Writer::open(char bracket, bool is_object) {
    begin_value();
    assert(depth_ < 64);
    ++depth_;
    objects_ = objects_ << 1 | (is_object ? 1 : 0);
    is_first_ = true;
    text_.push_back(bracket);
}

void Writer::close(char bracket) {
    assert(depth_ > 0 && !has_key_);
    --depth_;
    objects_ >>= 1;
    is_first_ = false;
    text_.push_back(bracket);
}

void Writer::quote(std::string_view text) {
    text_.push_back('"');
    std::size_t plain = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!needs_escape(text[i])) continue;
        text_.append(text, plain, i - plain);
        append_escape(text_, text[i]);
        plain = i + 1;
    }
    text_.append(text, plain);
    text_.push_back('"');
}

Writer& Writer::begin_object() {
    open('{', true);
    return *this;
}
Writer& Writer::end_object() {
    close('}');
    return *this;
}
Writer& Writer::begin_array() {
    open('[', false);
    return *this;
}
Writer& Writer::end_array() {
    close(']');
    return *this;
}
Writer& Writer::integer(std::int64_t value) {
    begin_value();
    append_digits(text_, value);
    return *this;
}
Writer& Writer::boolean(bool value) { return raw(value ? "true" : "false"); }
Writer& Writer::null() { return raw("null"); }

Writer& Writer::key(std::string_view name) {
    assert((objects_ & 1) != 0 && !has_key_);
    if (!is_first_) text_.push_back(',');
    is_first_ = false;
    quote(name);
    text_.push_back(':');
    has_key_ = true;
    return *this;
}

Writer& Writer::string(std::string_view text) {
    begin_value();
    if (is_utf8(text)) quote(text);
    else quote(replace_bad_utf8(text));
    return *this;
}

Writer& Writer::number(double value) {
    begin_value();
    append_number(text_, value);
    return *this;
}

Writer& Writer::raw(std::string_view json) {
    begin_value();
    text_.append(json);
    return *this;
}

std::string Writer::take() {
    std::string text = std::move(text_);
    *this = Writer();
    return text;
}

}  // namespace json
