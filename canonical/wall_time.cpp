#include "canonical/wall_time.h"

#include <cstdio>
#include <ctime>

#include "json/ascii.h"

namespace canonical {

namespace {

std::tm calendar_of(WallTime time) {
    const std::time_t since_epoch = time.time_since_epoch().count();
    std::tm parts{};
    gmtime_r(&since_epoch, &parts);
    return parts;
}

/// `form` has a 0 where a digit stands; everything else stands for itself.
bool has_form(std::string_view text, std::string_view form) {
    if (text.size() != form.size()) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (form[i] == '0' ? !json::is_digit(text[i]) : text[i] != form[i]) return false;
    }
    return true;
}

int number_in(std::string_view text, std::size_t position, std::size_t digits) {
    int number = 0;
    for (const char digit : text.substr(position, digits)) number = number * 10 + (digit - '0');
    return number;
}

/// ".25" at the front of `text`, cut off behind the milliseconds; 0 where there is none. Empty for a point without
/// digits.
std::optional<std::chrono::milliseconds> take_fraction(std::string_view& text) {
    if (text.empty() || text.front() != '.') return std::chrono::milliseconds{0};
    text.remove_prefix(1);
    std::string digits;
    for (; !text.empty() && json::is_digit(text.front()); text.remove_prefix(1)) digits += text.front();
    if (digits.empty()) return std::nullopt;
    digits.resize(3, '0');
    return std::chrono::milliseconds{number_in(digits, 0, 3)};
}

/// "Z", "+02:00" or "-05:30".
std::optional<std::chrono::seconds> offset_from(std::string_view text) {
    if (text == "Z") return std::chrono::seconds{0};
    if (text.empty() || (text.front() != '+' && text.front() != '-')) return std::nullopt;
    const auto offset = time_of_day_from(text.substr(1));
    if (!offset) return std::nullopt;
    return text.front() == '-' ? -*offset : *offset;
}

}  // namespace

std::optional<WallTime> midnight_of(const CalendarDay& day) {
    std::tm parts{};
    parts.tm_year = day.year - 1900;
    parts.tm_mon = day.month - 1;
    parts.tm_mday = day.day;
    const WallTime midnight{std::chrono::seconds{timegm(&parts)}};
    const bool exists = parts.tm_mon == day.month - 1 && parts.tm_mday == day.day;
    if (!exists) return std::nullopt;
    return midnight;
}

CalendarDay day_of(WallTime time) {
    const std::tm parts = calendar_of(time);
    return {parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday};
}

WallTime midnight_before(WallTime time) {
    return WallTime{
        std::chrono::floor<std::chrono::duration<std::int64_t, std::ratio<86400>>>(time.time_since_epoch())};
}

int weekday_of(WallTime time) { return (calendar_of(time).tm_wday + 6) % 7; }

std::optional<WallTime> wall_time_from(std::string_view text) {
    if (!has_form(text, "0000-00-00T00:00:00")) return std::nullopt;
    const auto midnight = midnight_of({number_in(text, 0, 4), number_in(text, 5, 2), number_in(text, 8, 2)});
    const auto time = time_of_day_from(text.substr(11, 5));
    const int seconds = number_in(text, 17, 2);
    if (!midnight || !time || seconds > 59) return std::nullopt;
    return *midnight + *time + std::chrono::seconds{seconds};
}

std::string to_text(WallTime time) {
    const std::tm parts = calendar_of(time);
    char text[64];
    const int length = std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d", parts.tm_year + 1900,
                                     parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
    return {text, static_cast<std::size_t>(length)};
}

std::optional<UtcTime> instant_from(std::string_view text) {
    constexpr std::size_t kWallTimeLength = 19;
    const auto shown = wall_time_from(text.substr(0, kWallTimeLength));
    if (!shown) return std::nullopt;
    text.remove_prefix(kWallTimeLength);
    const auto fraction = take_fraction(text);
    const auto offset = offset_from(text);
    if (!fraction || !offset) return std::nullopt;
    return UtcTime{shown->time_since_epoch() - *offset + *fraction};
}

std::optional<std::chrono::seconds> time_of_day_from(std::string_view text) {
    if (!has_form(text, "00:00")) return std::nullopt;
    const int hours = number_in(text, 0, 2), minutes = number_in(text, 3, 2);
    if (hours > 23 || minutes > 59) return std::nullopt;
    return std::chrono::hours{hours} + std::chrono::minutes{minutes};
}

}  // namespace canonical
