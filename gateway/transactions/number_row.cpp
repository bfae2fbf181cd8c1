#include "gateway/transactions/number_row.h"

#include <algorithm>

#include "json/append_number.h"
#include "json/parse.h"

namespace gateway {

namespace {
constexpr std::size_t kUsualDigits = 8, kUsualNumbers = 128;
}  // namespace

std::optional<NumberRow> NumberRow::from(const std::string& text) {
    try {
        const auto document = json::parse(text);
        if (!document.root().is_array()) return std::nullopt;
        NumberRow row;
        for (const auto each : document.root().elements()) row.put(each.number().value_or(0));
        return row;
    } catch (const json::ParseError&) {
        return std::nullopt;
    }
}

NumberRow& NumberRow::put(double number) {
    if (numbers_.empty()) numbers_.reserve(kUsualNumbers);
    numbers_.push_back(number);
    return *this;
}

double NumberRow::take() { return at_ < numbers_.size() ? numbers_[at_++] : 0; }

std::size_t NumberRow::take_count(std::size_t most) {
    return static_cast<std::size_t>(std::clamp(take(), 0.0, static_cast<double>(most)));
}

/// At each reading of a session, so the digits go into the text at once.
std::string NumberRow::text() const {
    std::string text;
    text.reserve(numbers_.size() * kUsualDigits);
    for (const double number : numbers_) {
        text.push_back(text.empty() ? '[' : ',');
        json::append_number(text, number);
    }
    if (text.empty()) text.push_back('[');
    text.push_back(']');
    return text;
}

}  // namespace gateway
