#include <charconv>

#include "canonical/errors.h"
#include "canonical/recurrence.h"
#include "json/ascii.h"

/// Reading the text of a rule: "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;UNTIL=20261231".
namespace canonical {

namespace {

constexpr std::string_view kPath = "recurrence.rule";

[[noreturn]] void refuse(const std::string& reason) { throw_validation_error(std::string(kPath), reason); }

std::string_view take_until(std::string_view& text, char separator) {
    const std::size_t end = text.find(separator);
    const std::string_view front = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    return front;
}

int number_from(std::string_view name, std::string_view text, int most) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = error == std::errc{} && end == text.data() + text.size() && text.front() != '+';
    if (text.empty() || !whole || number < 1 || number > most) {
        refuse(std::string(name) + " must be a whole number from 1 to " + std::to_string(most));
    }
    return number;
}

Frequency frequency_from(std::string_view text) {
    if (json::equal_ignoring_case(text, "DAILY")) return Frequency::daily;
    if (json::equal_ignoring_case(text, "WEEKLY")) return Frequency::weekly;
    refuse("FREQ must be DAILY or WEEKLY");
}

std::array<bool, 7> weekdays_from(std::string_view text) {
    constexpr std::array<std::string_view, 7> kNames = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
    std::array<bool, 7> weekdays{};
    do {
        const std::string_view name = take_until(text, ',');
        bool is_known = false;
        for (std::size_t i = 0; i < kNames.size(); ++i) {
            if (!json::equal_ignoring_case(name, kNames[i])) continue;
            weekdays[i] = is_known = true;
        }
        if (!is_known) refuse("BYDAY must be a list of MO, TU, WE, TH, FR, SA, SU without numbers");
    } while (!text.empty());
    return weekdays;
}

/// "20261231" as "2026-12-31", "20261231T225959Z" as "2026-12-31T22:59:59"; what comes out is checked by its reader.
std::string with_separators(std::string_view text) {
    std::string wide(text.substr(0, 4));
    wide.append("-").append(text.substr(4, 2)).append("-").append(text.substr(6, 2)).append("T");
    if (text.size() == 8) return wide.append("00:00:00");
    return wide.append(text.substr(9, 2)).append(":").append(text.substr(11, 2)).append(":").append(text.substr(13, 2));
}

void read_until(Recurrence& rule, std::string_view text) {
    const bool is_day = text.size() == 8;
    const bool is_instant = text.size() == 16 && text[8] == 'T' && text[15] == 'Z';
    const auto time = is_day || is_instant ? wall_time_from(with_separators(text)) : std::nullopt;
    if (!time) refuse("UNTIL must be a day (20261231) or an instant in UTC (20261231T225959Z)");
    if (is_day) rule.until_day = day_number_of(*time);
    else rule.until_instant = UtcTime{time->time_since_epoch()};
}

/// The parts of a rule that were seen: each may come once.
struct Seen {
    bool frequency = false, interval = false, weekdays = false, count = false, until = false;
};

void mark(bool& seen, std::string_view name) {
    if (seen) refuse(std::string(name) + " is there twice");
    seen = true;
}

void read_part(Recurrence& rule, Seen& seen, std::string_view part) {
    const std::string_view name = take_until(part, '=');
    const auto is = [&](std::string_view known) { return json::equal_ignoring_case(name, known); };
    if (is("FREQ")) mark(seen.frequency, name), rule.frequency = frequency_from(part);
    else if (is("INTERVAL")) mark(seen.interval, name), rule.interval = number_from("INTERVAL", part, kLongestInterval);
    else if (is("BYDAY")) mark(seen.weekdays, name), rule.weekdays = weekdays_from(part);
    else if (is("COUNT")) mark(seen.count, name), rule.count = number_from("COUNT", part, kMostRepeats);
    else if (is("UNTIL")) mark(seen.until, name), read_until(rule, part);
    else refuse("the part " + std::string(name) + " is not supported: FREQ, INTERVAL, BYDAY, UNTIL and COUNT are");
}

}  // namespace

Recurrence parse_recurrence(std::string_view text) {
    if (text.size() > kLongestRule) refuse("must have at most " + std::to_string(kLongestRule) + " characters");
    Recurrence rule;
    if (text == "daily") return rule;
    rule.frequency = Frequency::weekly;
    if (text == "weekly") return rule;
    Seen seen;
    do read_part(rule, seen, take_until(text, ';'));
    while (!text.empty());
    if (!seen.frequency) refuse("FREQ is missing: a rule is daily, weekly, or begins with FREQ=DAILY or FREQ=WEEKLY");
    if (seen.count && seen.until) refuse("COUNT and UNTIL exclude each other");
    return rule;
}

}  // namespace canonical
