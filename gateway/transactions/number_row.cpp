#include "gateway/transactions/number_row.h"

#include <algorithm>

#include "json/parse.h"
#include "json/writer.h"

namespace gateway {

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
    numbers_.push_back(number);
    return *this;
}

double NumberRow::take() { return at_ < numbers_.size() ? numbers_[at_++] : 0; }

std::size_t NumberRow::take_count(std::size_t most) {
    return static_cast<std::size_t>(std::clamp(take(), 0.0, static_cast<double>(most)));
}

std::string NumberRow::text() const {
    json::Writer out;
    out.begin_array();
    for (const double number : numbers_) out.number(number);
    out.end_array();
    return out.take();
}

}  // namespace gateway
