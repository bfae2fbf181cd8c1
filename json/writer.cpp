#include "json/writer.h"

#include <charconv>
#include <cmath>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "json/parse.h"

namespace json {

namespace {

rapidjson::SizeType size_of(std::string_view text) { return static_cast<rapidjson::SizeType>(text.size()); }

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

}  // namespace

struct Writer::Output {
    struct StringStream {
        using Ch = char;
        std::string text;
        void Put(char c) { text.push_back(c); }
        void Flush() {}
    };

    StringStream stream;
    rapidjson::Writer<StringStream> writer{stream};
};

Writer::Writer() : output_(std::make_unique<Output>()) {}
Writer::~Writer() = default;
Writer::Writer(Writer&&) noexcept = default;
Writer& Writer::operator=(Writer&&) noexcept = default;

Writer& Writer::begin_object() {
    output_->writer.StartObject();
    return *this;
}
Writer& Writer::end_object() {
    output_->writer.EndObject();
    return *this;
}
Writer& Writer::begin_array() {
    output_->writer.StartArray();
    return *this;
}
Writer& Writer::end_array() {
    output_->writer.EndArray();
    return *this;
}
Writer& Writer::integer(std::int64_t value) {
    output_->writer.Int64(value);
    return *this;
}
Writer& Writer::boolean(bool value) {
    output_->writer.Bool(value);
    return *this;
}
Writer& Writer::null() {
    output_->writer.Null();
    return *this;
}

Writer& Writer::key(std::string_view name) {
    output_->writer.Key(name.data(), size_of(name));
    return *this;
}

Writer& Writer::string(std::string_view text) {
    if (is_utf8(text)) {
        output_->writer.String(text.data(), size_of(text));
    } else {
        const std::string sound = replace_bad_utf8(text);
        output_->writer.String(sound.data(), size_of(sound));
    }
    return *this;
}

Writer& Writer::number(double value) {
    if (!std::isfinite(value)) return null();
    if (value == std::floor(value) && std::fabs(value) < kLargestExactInteger) {
        return integer(static_cast<std::int64_t>(value));
    }
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    return raw({digits, static_cast<std::size_t>(end - digits)});
}

Writer& Writer::raw(std::string_view json) {
    output_->writer.RawValue(json.data(), json.size(), rapidjson::kNumberType);
    return *this;
}

std::string Writer::take() {
    std::string text = std::move(output_->stream.text);
    output_ = std::make_unique<Output>();
    return text;
}

}  // namespace json
