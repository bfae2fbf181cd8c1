#include "canonical/time_window.h"

#include <stdexcept>

#include "canonical/errors.h"
#include "canonical/time_zone.h"
#include "json/ascii.h"

namespace canonical {

namespace {

using std::chrono::milliseconds;

/// Takes the digits at the front of `text`, at most `most` of them.
std::string_view take_digits(std::string_view& text, std::size_t most) {
    std::size_t count = 0;
    while (count < text.size() && count < most && json::is_digit(text[count])) ++count;
    const std::string_view digits = text.substr(0, count);
    text.remove_prefix(count);
    return digits;
}

/// "1.5h": a number with at most two decimals, then m or h.
std::optional<milliseconds> relative_from(std::string_view text) {
    constexpr std::size_t kMostDigits = 9;  // of minutes or hours: far past every horizon, far from an overflow
    const std::string_view whole = take_digits(text, kMostDigits);
    std::string decimals;
    if (!text.empty() && text.front() == '.') {
        text.remove_prefix(1);
        decimals = take_digits(text, 2);
        if (decimals.empty()) return std::nullopt;
    }
    if (whole.empty() || (text != "m" && text != "h")) return std::nullopt;
    decimals.resize(2, '0');
    const milliseconds hundredth{text == "m" ? 600 : 36000};
    return hundredth * std::stoll(std::string(whole) + decimals);
}

bool has_offset(std::string_view text) {
    constexpr std::size_t kWallTimeLength = 19;
    if (text.size() <= kWallTimeLength || !wall_time_from(text.substr(0, kWallTimeLength))) return false;
    return std::string_view("Zz+-.").find(text[kWallTimeLength]) != std::string_view::npos;
}

/// One of the two members, with what a refusal says of it.
struct Moment {
    const char* name;
    std::string_view text;
    const std::string& zone;
};

[[noreturn]] void refuse_form(const Moment& moment) {
    const std::string path = std::string("action.") + moment.name;
    if (has_offset(moment.text)) {
        throw_validation_error(path,
                               "must not carry a Z, an offset or fractions: it is a wall-clock time in " + moment.zone);
    }
    throw_validation_error(path, "must be a wall-clock time (YYYY-MM-DDTHH:MM:SS) or relative (30m, 1.5h)");
}

UtcTime resolve(const Moment& moment, UtcTime relative_to) {
    if (const auto after = relative_from(moment.text)) return relative_to + *after;
    const auto shown = wall_time_from(moment.text);
    if (!shown) refuse_form(moment);
    try {
        return to_utc(*shown, moment.zone);
    } catch (const std::invalid_argument& error) {
        throw_validation_error(std::string("action.") + moment.name, std::string("cannot be read: ") + error.what());
    }
}

/// What was asked for, the bound ("min" or "max") that it breaks and the zone it was read in: enough to ask again.
[[noreturn]] void refuse(const std::string& code, const std::string& message, const Moment& moment, UtcTime value,
                         const char* bound, UtcTime limit, const std::string& reason = {}) {
    throw ApiError(422, code, message, [=, name = moment.name, zone = moment.zone](json::Writer& details) {
        if (!reason.empty()) details.member("reason", reason);
        details.member("parameter", name).member("value", to_text(value));
        details.member(bound, to_text(limit)).member("timezone", zone);
    });
}

UtcTime parse_start(const Moment& moment, UtcTime now) {
    const UtcTime start = resolve(moment, now);
    if (start <= now) refuse("START_IN_PAST", "start is not in the future", moment, start, "min", now);
    const UtcTime latest = now + kFarthestStart;
    if (start > latest) refuse("START_OUT_OF_RANGE", "start is more than 30 days ahead", moment, start, "max", latest);
    return start;
}

UtcTime parse_end(const Moment& moment, UtcTime start) {
    const UtcTime end = resolve(moment, start);
    if (end <= start) {
        refuse("INVALID_TIME_WINDOW", "end is not later than start", moment, end, "min", start, "end_before_start");
    }
    const UtcTime latest = start + kLongestWindow;
    if (end > latest) {
        refuse("INVALID_TIME_WINDOW", "end is more than 24 hours after start", moment, end, "max", latest,
               "window_too_long");
    }
    return end;
}

}  // namespace

TimeWindow parse_time_window(std::optional<std::string_view> start, std::optional<std::string_view> end,
                             const std::string& zone, UtcTime now) {
    if (end && !start) {
        throw ApiError(422, "INVALID_TIME_WINDOW", "end needs a start",
                       [](json::Writer& details) { details.member("reason", "end_without_start"); });
    }
    TimeWindow window;
    if (start) window.start = parse_start({"start", *start, zone}, now);
    if (end) window.end = parse_end({"end", *end, zone}, *window.start);
    return window;
}

}  // namespace canonical
