#include "canonical/duration.h"

#include <string>

namespace canonical {

namespace {

/// The number at the front of `text` if `unit` stands behind it; then both are taken. 0 where it is not there.
std::int64_t take_amount(std::string_view& text, char unit, bool& taken) {
    constexpr std::size_t kMostDigits = 6;  // eleven days of seconds; days of them are no overflow
    const std::size_t digits = text.find_first_not_of("0123456789");
    if (digits == 0 || digits > kMostDigits || text[digits] != unit) return 0;
    const std::int64_t amount = std::stoll(std::string(text.substr(0, digits)));
    text.remove_prefix(digits + 1);
    taken = true;
    return amount;
}

}  // namespace

std::optional<std::chrono::seconds> duration_from(std::string_view text) {
    if (text.empty() || text.front() != 'P') return std::nullopt;
    text.remove_prefix(1);
    bool days = false, time = false;
    std::int64_t seconds = 86400 * take_amount(text, 'D', days);
    if (text.empty() || text.front() != 'T') {
        if (!days || !text.empty()) return std::nullopt;
        return std::chrono::seconds{seconds};
    }
    text.remove_prefix(1);
    seconds += 3600 * take_amount(text, 'H', time);
    seconds += 60 * take_amount(text, 'M', time);
    seconds += take_amount(text, 'S', time);
    if (!time || !text.empty()) return std::nullopt;
    return std::chrono::seconds{seconds};
}

}  // namespace canonical
