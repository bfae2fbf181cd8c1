#include "ocpp/types.h"

#include <algorithm>
#include <cmath>
#include <ctime>

namespace ocpp {

namespace {

constexpr std::size_t kLongestKeptTimestamp = 64;

/// Reads a timestamp from the left; every step tells whether the text still fits.
class TimestampReader {
  public:
    explicit TimestampReader(std::string_view text) : rest_(text) {}

    std::optional<DateTime> read() {
        std::tm utc{};
        if (!read_date(utc) || !read_time(utc)) return std::nullopt;
        skip_fraction();
        DateTime result;
        std::chrono::minutes offset{0};
        if (rest_.empty()) {
            result.zone_was_missing = true;
            is_rfc_3339_ = false;
        } else if (!read_zone(offset)) {
            return std::nullopt;
        }
        const std::time_t seconds = timegm(&utc);
        result.is_rfc_3339 = is_rfc_3339_;
        result.time = UtcTime(std::chrono::seconds(seconds) + milliseconds_ - offset);
        return result;
    }

  private:
    bool read_date(std::tm& utc) {
        int year = 0, month = 0, day = 0;
        if (!digits(4, year) || !literal('-') || !digits(2, month) || !literal('-') || !digits(2, day)) return false;
        utc.tm_year = year - 1900;
        utc.tm_mon = month - 1;
        utc.tm_mday = day;
        return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= days_in_month(year, month);
    }

    bool read_time(std::tm& utc) {
        if (rest_.empty() || (rest_[0] != 'T' && rest_[0] != 't' && rest_[0] != ' ')) return false;
        is_rfc_3339_ = rest_[0] == 'T';
        rest_.remove_prefix(1);
        if (!digits(2, utc.tm_hour) || !literal(':') || !digits(2, utc.tm_min)) return false;
        if (!literal(':') || !digits(2, utc.tm_sec)) return false;
        const bool leap_second = utc.tm_sec == 60;
        if (leap_second) utc.tm_sec = 59;
        return utc.tm_hour <= 23 && utc.tm_min <= 59 && utc.tm_sec <= 59;
    }

    void skip_fraction() {
        const bool has_point = literal('.');
        if (!has_point && !literal(',')) return;
        is_rfc_3339_ &= has_point && !rest_.empty() && is_digit(rest_[0]);
        int value = 0, weight = 100;
        while (!rest_.empty() && is_digit(rest_[0])) {
            value += (rest_[0] - '0') * weight;
            weight /= 10;
            rest_.remove_prefix(1);
        }
        milliseconds_ = std::chrono::milliseconds(value);
    }

    bool read_zone(std::chrono::minutes& offset) {
        if (literal('Z')) return rest_.empty();
        is_rfc_3339_ &= rest_.size() == kWholeOffset && rest_[3] == ':';
        if (literal('z')) return rest_.empty();
        const bool negative = !rest_.empty() && rest_[0] == '-';
        if (!literal('+') && !literal('-')) return false;
        int hours = 0, minutes = 0;
        if (!digits(2, hours)) return false;
        literal(':');
        if (!rest_.empty() && !digits(2, minutes)) return false;
        offset = std::chrono::minutes((hours * 60 + minutes) * (negative ? -1 : 1));
        return rest_.empty() && hours <= 14 && minutes <= 59;
    }

    bool literal(char expected) {
        if (rest_.empty() || rest_[0] != expected) return false;
        rest_.remove_prefix(1);
        return true;
    }

    bool digits(std::size_t count, int& value) {
        if (rest_.size() < count) return false;
        value = 0;
        for (std::size_t i = 0; i < count; ++i) {
            if (!is_digit(rest_[i])) return false;
            value = value * 10 + (rest_[i] - '0');
        }
        rest_.remove_prefix(count);
        return true;
    }

    static bool is_digit(char c) { return c >= '0' && c <= '9'; }

    static int days_in_month(int year, int month) {
        constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
        const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        return month == 2 && leap ? 29 : kDays[month - 1];
    }

    static constexpr std::size_t kWholeOffset = 6;  // "+01:00"

    std::string_view rest_;
    bool is_rfc_3339_ = true;
    std::chrono::milliseconds milliseconds_{0};
};

}  // namespace

DateTime parse_date_time(std::string_view text) {
    if (auto understood = TimestampReader(text).read()) return *understood;
    DateTime unknown;
    unknown.text = std::string(text.substr(0, kLongestKeptTimestamp));
    return unknown;
}

namespace {

struct CivilDate {
    std::int64_t year, month, day;
};

/// Of days since 1970 (Howard Hinnant, "chrono-compatible low-level date algorithms"): a year that begins in March has
/// its leap day at the end. gmtime_r with snprintf took a tenth of a heartbeat.
CivilDate civil_from_days(std::int64_t days) {
    constexpr std::int64_t kDaysOfEra = 146097, kUntilEpoch = 719468;
    days += kUntilEpoch;
    const std::int64_t era = (days >= 0 ? days : days - kDaysOfEra + 1) / kDaysOfEra;
    const std::int64_t of_era = days - era * kDaysOfEra;
    const std::int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    const std::int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    const std::int64_t month = (5 * of_year + 2) / 153;
    const std::int64_t day = of_year - (153 * month + 2) / 5 + 1;
    return {year + era * 400 + (month >= 10 ? 1 : 0), month < 10 ? month + 3 : month - 9, day};
}

void put_digits(char* last, std::int64_t number, int digits) {
    for (; digits > 0; --digits, number /= 10) *last-- = static_cast<char>('0' + number % 10);
}

}  // namespace

std::string to_text(UtcTime time) {
    constexpr std::int64_t kDay = 86400;
    // Not to_time_t: the system clock counts nanoseconds, which end in the year 2262.
    const std::int64_t seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
    const std::int64_t days = (seconds >= 0 ? seconds : seconds - kDay + 1) / kDay;
    const std::int64_t of_day = seconds - days * kDay;
    const CivilDate date = civil_from_days(days);
    std::string text = "0000-00-00T00:00:00Z";
    if (date.year < 0 || date.year > 9999) text.replace(0, 4, std::to_string(date.year));
    else put_digits(&text[3], date.year, 4);
    const std::size_t behind = text.size() - 16;  // the year
    put_digits(&text[behind + 2], date.month, 2);
    put_digits(&text[behind + 5], date.day, 2);
    put_digits(&text[behind + 8], of_day / 3600, 2);
    put_digits(&text[behind + 11], of_day / 60 % 60, 2);
    put_digits(&text[behind + 14], of_day % 60, 2);
    return text;
}

bool is_absolute_uri(std::string_view text) {
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const auto is_of_scheme = [&](char c) {
        return is_letter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
    };
    const auto colon = text.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon + 1 == text.size() || !is_letter(text[0])) return false;
    const auto scheme = text.substr(0, colon);
    return std::all_of(scheme.begin(), scheme.end(), is_of_scheme) &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7F; });
}

std::string to_text(Tenths decimal) {
    const std::int64_t whole = decimal.tenths / 10;
    const std::int64_t fraction = std::abs(decimal.tenths % 10);
    std::string text = (decimal.tenths < 0 && whole == 0) ? "-0" : std::to_string(whole);
    if (fraction != 0) text += "." + std::to_string(fraction);
    return text;
}

Tenths floor_to_tenths(double value) {
    // A ceiling written as 7.4 must not become 7.3 because 7.4 is a hair below 7.4 in binary.
    constexpr double kBinaryNoise = 1e-9;
    return {static_cast<std::int64_t>(std::floor(value * 10 + kBinaryNoise))};
}

}  // namespace ocpp
