#include "gateway/decision/effect_delays.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "json/parse.h"
#include "json/writer.h"

namespace gateway {

namespace {

constexpr std::array<std::string_view, 3> kEffectNames{"reduction", "pause", "resume"};

EffectDelays read_delays(const json::Value& value) {
    constexpr std::int64_t kLongest_ms = 3600000;
    EffectDelays delays;
    for (std::size_t i = 0; i < kEffectNames.size(); ++i) {
        const auto row = value.find(kEffectNames[i]);
        if (!row || !row->is_array()) continue;
        for (const auto each : row->elements()) {
            const auto took = each.integer();
            if (took && *took >= 0 && *took <= kLongest_ms)
                delays.add(static_cast<Effect>(i), std::chrono::milliseconds(*took));
        }
    }
    return delays;
}

void write_delays(json::Writer& out, const EffectDelays& delays) {
    out.begin_object();
    for (std::size_t i = 0; i < kEffectNames.size(); ++i) {
        if (delays.rows()[i].empty()) continue;
        out.key(kEffectNames[i]).begin_array();
        for (const auto took : delays.rows()[i]) out.number(static_cast<std::int64_t>(took.count()));
        out.end_array();
    }
    out.end_object();
}

}  // namespace

EffectDelays::EffectDelays(Rows rows) : rows_(std::move(rows)) {
    for (auto& row : rows_) {
        while (row.size() > kKept) row.pop_front();
    }
}

void EffectDelays::add(Effect effect, std::chrono::milliseconds took) {
    auto& row = rows_[static_cast<std::size_t>(effect)];
    row.push_back(took);
    if (row.size() > kKept) row.pop_front();
}

std::optional<std::chrono::milliseconds> EffectDelays::of(Effect effect) const {
    const auto& row = rows_[static_cast<std::size_t>(effect)];
    if (row.size() < kLeast) return std::nullopt;
    std::vector<std::chrono::milliseconds> sorted(row.begin(), row.end());
    std::sort(sorted.begin(), sorted.end());
    const std::size_t nine_in_ten = (9 * sorted.size() + 9) / 10;
    return sorted[nine_in_ten - 1];
}

std::string to_text(const EffectDelaysByConnector& delays) {
    json::Writer out;
    out.begin_object();
    for (const auto& [connector, each] : delays) write_delays(out.key(std::to_string(connector)), each);
    out.end_object();
    return out.take();
}

EffectDelaysByConnector effect_delays_from(const std::string& text) {
    EffectDelaysByConnector delays;
    try {
        const auto document = json::parse(text);
        if (!document.root().is_object()) return {};
        for (const auto member : document.root().members()) {
            const int connector = std::atoi(std::string(member.key).c_str());
            if (connector > 0 && member.value.is_object()) delays[connector] = read_delays(member.value);
        }
    } catch (const json::ParseError&) {
        return {};
    }
    return delays;
}

}  // namespace gateway
