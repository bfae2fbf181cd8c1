#pragma once

#include <chrono>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/ascii.h"

/// The basic types of OCPP 1.6 messages; the type of a field carries its limits (catalogue, section 5.9).
namespace ocpp {

using UtcTime = std::chrono::time_point<std::chrono::system_clock, std::chrono::milliseconds>;

/// CiString[Limit] or string[Limit]: at most that many code points. Holds what was read, trimmed of blanks and NUL;
/// in lenient reading it may be longer than the limit (quirk 35), up to `kLongestKeptText` bytes.
template <std::size_t Limit>
struct Text {
    static constexpr std::size_t limit = Limit;
    std::string value;

    Text() = default;
    Text(std::string text) : value(std::move(text)) {}
    Text(const char* text) : value(text) {}
    operator const std::string&() const { return value; }
    bool operator==(const Text& other) const { return value == other.value; }
};

/// A string without limit of its own; the frame's limit bounds it.
using UnlimitedText = Text<static_cast<std::size_t>(-1)>;
using IdToken = Text<20>;

constexpr std::size_t kLongestKeptText = 255;

/// Our bounds of an integer without others (catalogue, 5.9): ids and seconds, watt-hours.
constexpr std::int64_t kLeastInteger = -2147483648, kMostInteger = 2147483647;
constexpr std::int64_t kMostWattHours = 9007199254740992;

/// An integer with bounds; lenient reading keeps what is outside (quirk 50).
template <std::int64_t Least, std::int64_t Most>
struct Between {
    static constexpr std::int64_t least = Least, most = Most;
    std::int64_t value = Least > 0 ? Least : 0;

    Between() = default;
    Between(std::int64_t number) : value(number) {}
    operator std::int64_t() const { return value; }
};

template <std::int64_t Least>
using AtLeast = Between<Least, kMostInteger>;
using WattHours = Between<-kMostWattHours, kMostWattHours>;

/// anyURI, absolute; the specification gives it no limit, ours is `limit`.
struct Uri {
    static constexpr std::size_t limit = 2000;
    std::string value;

    Uri() = default;
    Uri(std::string text) : value(std::move(text)) {}
    Uri(const char* text) : value(text) {}
};

/// A scheme, a colon and something behind it, all printable ASCII without blanks (RFC 3986, 3.1).
bool is_absolute_uri(std::string_view text);

/// A decimal with at most one fraction digit, kept exactly ("8.1" is 81 tenths).
struct Tenths {
    std::int64_t tenths = 0;
    bool operator==(const Tenths& other) const { return tenths == other.tenths; }
};

/// "6" or "6.5", never "6.0".
std::string to_text(Tenths decimal);
/// Rounds down to one fraction digit.
Tenths floor_to_tenths(double value);

/// dateTime. `time` is empty when the text could not be understood; the text is kept then, cut to 64 characters.
struct DateTime {
    std::optional<UtcTime> time;
    std::string text;
    bool zone_was_missing = false;
    bool is_rfc_3339 = true;  ///< of a time that was understood: written with capital T and Z and a whole offset

    DateTime() = default;
    DateTime(UtcTime utc) : time(utc) {}
};

/// Understands RFC 3339 and the forms chargers are known to send (quirk 45): blank for T, no zone (taken as UTC),
/// offset without minutes, lower case, any number of fraction digits. Impossible dates give an empty `time`.
DateTime parse_date_time(std::string_view text);
/// Exactly "YYYY-MM-DDTHH:MM:SSZ" (quirk 47).
std::string to_text(UtcTime time);

/// Specialised for each enumeration: `static constexpr std::pair<Enum, std::string_view> names[]`.
template <class Enum>
struct WireNames;

template <class Enum>
std::optional<Enum> enum_from(std::string_view name) {
    for (const auto& [value, known] : WireNames<Enum>::names) {
        if (known == name) return value;
    }
    return std::nullopt;
}

/// Names that differ by the case of their letters are one (quirk 35).
template <class Enum>
std::optional<Enum> enum_ignoring_case(std::string_view name) {
    for (const auto& [value, known] : WireNames<Enum>::names) {
        if (json::equal_ignoring_case(known, name)) return value;
    }
    return std::nullopt;
}

template <class Enum>
std::string_view wire_name(Enum value) {
    // Most tables stand in the order of their enumeration.
    const auto place = static_cast<std::size_t>(value);
    const auto& names = WireNames<Enum>::names;
    if (place < std::size(names) && names[place].first == value) return names[place].second;
    for (const auto& [candidate, name] : WireNames<Enum>::names) {
        if (candidate == value) return name;
    }
    return {};
}

/// A value of an enumeration as read: a name we do not know keeps its text and equals no value (quirk 35).
template <class Enum>
struct Token {
    std::optional<Enum> value;
    std::string unknown_text;

    Token() = default;
    Token(Enum known) : value(known) {}
    bool operator==(Enum other) const { return value == other; }
    bool operator!=(Enum other) const { return !(*this == other); }
    std::string text() const { return value ? std::string(wire_name(*value)) : unknown_text; }
};

/// An array that the specification wants at least one element in.
template <class T>
struct NonEmpty : std::vector<T> {
    using std::vector<T>::vector;
};

}  // namespace ocpp
