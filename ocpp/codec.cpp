#include "ocpp/codec.h"

#include <charconv>
#include <cmath>

namespace ocpp {

namespace {

constexpr double kLargestExactInteger = 9007199254740992.0;  // 2^53

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kPadding(" \t\r\n\0", 5);
    const auto first = text.find_first_not_of(kPadding);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kPadding) - first + 1);
}

std::size_t code_points(std::string_view utf8) {
    std::size_t count = 0;
    for (const char c : utf8) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    return count;
}

bool fits(std::string_view text, std::size_t limit) { return text.size() <= limit || code_points(text) <= limit; }

/// Long ones (certificates) get room enough to be looked at before they are refused (BI-216).
std::size_t longest_kept(std::size_t limit) { return limit > kLongestKeptText ? 2 * limit : kLongestKeptText; }

std::string cut_between_characters(std::string utf8, std::size_t most) {
    if (utf8.size() <= most) return utf8;
    while (most > 0 && (static_cast<unsigned char>(utf8[most]) & 0xC0) == 0x80) --most;
    utf8.resize(most);
    return utf8;
}

/// "1e-400": not nothing, but too little for a double.
bool is_lost_to_zero(std::string_view digits) {
    const auto mantissa = digits.substr(0, digits.find_first_of("eE"));
    return mantissa.find_first_of("123456789") != std::string_view::npos;
}

std::optional<double> number_from(std::string_view text) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(number)) return std::nullopt;
    return number;
}

/// Looked at as text: 8.1 is no multiple of 0.1 in binary.
bool has_at_most_one_fraction_digit(std::string_view digits) {
    if (digits.find_first_of("eE") != std::string_view::npos) return false;
    const auto point = digits.find('.');
    return point == std::string_view::npos || digits.find_last_not_of('0') <= point + 1;
}

/// Of a number that is none of ours.
bool is_beyond_all_integers(json::Value number) {
    const auto real = number.number();
    return number.is_plain_integer() || !real || std::fabs(*real) > kLargestExactInteger;
}

}  // namespace

std::string FieldPath::text() const {
    std::string result = parent && !parent->name.empty() ? parent->text() + "/" : "";
    result += name;
    if (index > 0) result += "[" + std::to_string(index - 1) + "]";
    return result;
}

void Reader::refuse_type(const FieldPath& path, std::string_view expected) {
    throw CallError(ErrorCode::TypeConstraintViolation, path.text() + " is not " + std::string(expected));
}

void Reader::refuse_value(const FieldPath& path, const std::string& reason) {
    throw CallError(ErrorCode::PropertyConstraintViolation, path.text() + " " + reason);
}

void Reader::absent(const FieldPath& path) {
    if (!lenient()) refuse_type(path, "a value");
    quirks_.raise(Quirk::wrong_type);
}

std::string Reader::scalar_text(json::Value in, std::size_t limit, const FieldPath& path) {
    const bool other_scalar = in.is_number() || in.is_boolean();
    const bool free_form = limit == UnlimitedText::limit && (in.is_object() || in.is_array());
    if (!in.is_string()) {
        if (!lenient() || !(other_scalar || free_form)) refuse_type(path, "a string");
        quirks_.raise(Quirk::wrong_type);
        return in.to_json();
    }
    const std::string_view content = lenient() ? trimmed(in.text()) : in.text();
    if (content.find('\0') != std::string_view::npos) refuse_value(path, "contains U+0000");
    return std::string(content);
}

std::string Reader::text(json::Value in, std::size_t limit, const FieldPath& path) {
    std::string content = scalar_text(in, limit, path);
    if (fits(content, limit)) return content;
    if (!lenient() || content.size() > longest_kept(limit)) {
        refuse_value(path, "is longer than " + std::to_string(limit) + " characters");
    }
    quirks_.raise(Quirk::text_too_long);
    return content;
}

std::string Reader::text_to_cut(json::Value in, std::size_t limit, const FieldPath& path) {
    std::string content = scalar_text(in, limit, path);
    if (fits(content, limit)) return content;
    quirks_.raise(Quirk::text_too_long);
    return cut_between_characters(std::move(content), longest_kept(limit));
}

std::optional<std::int64_t> Reader::integer_from_odd_type(json::Value in) {
    if (!in.is_string() && !in.is_number()) return std::nullopt;
    const auto number = number_from(trimmed(in.text()));
    if (!number || std::fabs(*number) > kLargestExactInteger) return std::nullopt;
    return static_cast<std::int64_t>(std::llround(*number));
}

std::int64_t Reader::integer(json::Value in, const FieldPath& path) {
    if (const auto exact = in.integer()) {
        if (!in.is_plain_integer()) quirks_.raise(Quirk::wrong_type);
        if (!lenient() && *exact == 0 && is_lost_to_zero(in.text())) refuse_value(path, "is out of range");
        return *exact;
    }
    const auto odd = lenient() ? integer_from_odd_type(in) : std::nullopt;
    if (odd) {
        quirks_.raise(Quirk::wrong_type);
        return *odd;
    }
    if (in.is_number() && is_beyond_all_integers(in)) refuse_value(path, "is out of range");
    refuse_type(path, "an integer");
}

void Reader::check_bounds(std::int64_t number, std::int64_t least, std::int64_t most, const FieldPath& path) {
    if (number >= least && number <= most) return;
    if (!lenient() && number < least) refuse_value(path, "is less than " + std::to_string(least));
    if (!lenient()) refuse_value(path, "is more than " + std::to_string(most));
    quirks_.raise(Quirk::number_out_of_range);
}

std::string Reader::uri(json::Value in, const FieldPath& path) {
    std::string result = text(in, Uri::limit, path);
    if (is_absolute_uri(result)) return result;
    if (!lenient()) refuse_value(path, "is not an absolute URI");
    quirks_.raise(Quirk::unusable_value);
    return result;
}

bool Reader::boolean(json::Value in, const FieldPath& path) {
    if (in.is_boolean()) return in.is_true();
    const auto name = trimmed(in.text());
    if (!lenient() || !in.is_string() || (name != "true" && name != "false")) refuse_type(path, "true or false");
    quirks_.raise(Quirk::wrong_type);
    return name == "true";
}

Tenths Reader::tenths(json::Value in, const FieldPath& path) {
    const bool as_text = lenient() && in.is_string();
    const auto number = as_text ? number_from(trimmed(in.text())) : in.number();
    if (!number) refuse_type(path, "a number");
    if (std::fabs(*number) > kLargestExactInteger / 10) refuse_value(path, "is out of range");
    if (as_text || !has_at_most_one_fraction_digit(in.text())) {
        if (!lenient()) refuse_value(path, "has more than one fraction digit");
        quirks_.raise(Quirk::wrong_type);
        return floor_to_tenths(*number);
    }
    return {static_cast<std::int64_t>(std::llround(*number * 10))};
}

DateTime Reader::date_time(json::Value in, const FieldPath& path) {
    if (!in.is_string() && !lenient()) refuse_type(path, "a string");
    const auto content = lenient() ? trimmed(in.text()) : in.text();
    DateTime result = parse_date_time(content);
    const bool sound = result.time && result.is_rfc_3339 && content.size() == in.text().size();
    if (!sound && !lenient()) refuse_value(path, "is not an RFC 3339 date and time");
    if (!sound) quirks_.raise(Quirk::bad_timestamp);
    return result;
}

std::string Reader::unknown_name(std::string name, const FieldPath& path) {
    if (!lenient()) refuse_value(path, "is none of the values the specification lists");
    quirks_.raise(Quirk::unknown_name);
    return std::string(trimmed(name));
}

void Reader::unknown_field(const FieldPath& path, std::string_view key) {
    if (!lenient()) {
        const FieldPath unknown{&path, key};
        throw CallError(ErrorCode::FormationViolation, unknown.text() + " is not a field of this message");
    }
    quirks_.raise(Quirk::unknown_field);
}

void Reader::empty_array(const FieldPath& path) {
    if (!lenient()) throw CallError(ErrorCode::OccurenceConstraintViolation, path.text() + " is empty");
    quirks_.raise(Quirk::empty_array);
}

}  // namespace ocpp
