#include "gateway/transactions/register_memory.h"

#include "gateway/transactions/moment_values.h"
#include "gateway/transactions/transaction_flags.h"

namespace gateway {

void RegisterMemory::told(int connector, double wh) {
    if (wh < 0 || wh > static_cast<double>(kMostRegisterWh)) return;
    Known& known = known_[connector];
    const bool may_be_a_glitch = wh <= 0 && known.wh.value_or(0) > 0 && !known.zero_was_told;
    known.zero_was_told = wh <= 0;
    if (may_be_a_glitch) return;
    known.wh = wh;
    known.at.reset();
}

void RegisterMemory::told(int connector, double wh, std::optional<UtcTime> at) {
    constexpr std::chrono::seconds kLeast{30};
    constexpr std::chrono::minutes kMost{15};
    constexpr double kAnyCharger_kw = 400;
    const Known before = known_[connector];
    told(connector, wh);
    Known& known = known_[connector];
    if (known.wh != wh) return;
    known.at = at;
    if (!at || !before.at || !before.wh || *at - *before.at < kLeast || *at - *before.at > kMost) return;
    const double hours = std::chrono::duration<double, std::ratio<3600>>(*at - *before.at).count();
    const double kw = (wh - *before.wh) / 1000 / hours;
    if (kw <= kAnyCharger_kw) known.most_kw = std::max(known.most_kw, kw);
}

void RegisterMemory::told(int connector, const std::vector<ocpp::MeterValue>& values) {
    for (const auto& value : values) {
        if (const auto wh = MomentValues(value).wh()) told(connector, *wh * unit_factor_, value.timestamp.time);
    }
}

void RegisterMemory::booted() {
    for (auto& [connector, known] : known_) known.has_booted = true;
    unit_factor_ = 1;  // it may have got other firmware
}

void RegisterMemory::unit_shown(int connector, double factor, std::optional<double> wh) {
    if (factor == unit_factor_) return;
    unit_factor_ = factor;
    for (auto& [number, known] : known_) {
        known.wh.reset();
        known.most_kw = 0;
    }
    if (wh) told(connector, *wh);
}

RegisterBefore RegisterMemory::before(int connector) const {
    const auto found = known_.find(connector);
    const Known known = found == known_.end() ? Known{} : found->second;
    return {known.wh, known.has_booted, starts_are_told_, known.most_kw, unit_factor_};
}

void RegisterMemory::began(int connector, double wh) {
    known_[connector].has_booted = false;
    restored(connector, wh);
}

void RegisterMemory::restored(int connector, double wh) {
    if (wh <= 0) return;
    starts_are_told_ = true;
    told(connector, wh);
}

}  // namespace gateway
