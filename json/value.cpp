#include "json/value.h"

#include <charconv>
#include <cmath>

#include "json/writer.h"

namespace json {

namespace {

template <class Number>
std::optional<Number> convert(std::string_view digits) {
    Number number{};
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    return number;
}

void write_value(Writer& writer, const Value& value) {
    switch (value.kind()) {
        case Kind::null:
            writer.null();
            return;
        case Kind::boolean:
            writer.boolean(value.is_true());
            return;
        case Kind::number:
            writer.raw(value.text());
            return;
        case Kind::string:
            writer.string(value.text());
            return;
        case Kind::array:
            writer.begin_array();
            for (const Value element : value.elements()) write_value(writer, element);
            writer.end_array();
            return;
        case Kind::object:
            writer.begin_object();
            for (const auto& [key, member] : value.members()) {
                writer.key(key);
                write_value(writer, member);
            }
            writer.end_object();
            return;
    }
}

}  // namespace

bool Value::is_plain_integer() const { return is_number() && text().find_first_of(".eE") == std::string_view::npos; }

std::optional<std::int64_t> Value::integer() const {
    if (!is_number()) return std::nullopt;
    if (is_plain_integer()) return convert<std::int64_t>(text());
    const auto real = number();
    if (!real || *real != std::floor(*real) || std::fabs(*real) > kLargestExactInteger) return std::nullopt;
    return static_cast<std::int64_t>(*real);
}

std::optional<double> Value::number() const {
    if (!is_number()) return std::nullopt;
    double real = 0;
    const auto digits = text();
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), real);
    if (end != digits.data() + digits.size()) return std::nullopt;
    // from_chars reports both overflow and underflow as out of range; only an exponent below zero can underflow.
    if (error == std::errc::result_out_of_range) {
        const auto exponent = digits.find_first_of("eE");
        const bool tiny = exponent != std::string_view::npos && digits.substr(exponent + 1, 1) == "-";
        return tiny ? std::optional<double>(0.0) : std::nullopt;
    }
    if (error != std::errc{} || !std::isfinite(real)) return std::nullopt;
    return real;
}

Value::Elements Value::elements() const {
    const auto first = index_ + 1;
    return {Iterator(*nodes_, first), Iterator(*nodes_, is_array() ? node().next : first)};
}

Value::Members Value::members() const {
    const auto first = index_ + 1;
    return {MemberIterator(*nodes_, first), MemberIterator(*nodes_, is_object() ? node().next : first)};
}

std::optional<Value> Value::find(std::string_view key) const {
    for (const auto& [name, value] : members()) {
        if (name == key) return value;
    }
    return std::nullopt;
}

std::string Value::to_json() const {
    Writer writer;
    write_value(writer, *this);
    return writer.take();
}

}  // namespace json
