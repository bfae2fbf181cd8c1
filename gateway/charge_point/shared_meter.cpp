#include "gateway/charge_point/shared_meter.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "gateway/translate/connector_status.h"

namespace gateway {

namespace {

constexpr double kWorthComparing = 0.5, kEqual = 0.01, kLimitTolerance = 1.05, kOneAmpereKw = 0.25;
constexpr double kOwnIsLess = 0.7;
constexpr int kTimes = 3;

using Tellings = std::vector<SharedMeter::Telling>;

bool are_equal(const Tellings& tellings) {
    const auto [least, most] = std::minmax_element(tellings.begin(), tellings.end(),
                                                   [](const auto& a, const auto& b) { return a.told_kw < b.told_kw; });
    return most->told_kw - least->told_kw <= kEqual * most->told_kw;
}

/// Equal powers over registers that rise by less: a register is one's own.
bool registers_say_less(const Tellings& tellings) {
    return std::all_of(tellings.begin(), tellings.end(), [](const auto& each) {
        return each.register_kw && *each.register_kw < kOwnIsLess * each.told_kw;
    });
}

/// All of it is what the registers of some rise by, and those of the others, that may not draw, stand still.
bool some_stand_still(const Tellings& tellings) {
    constexpr double kAll = 1.5;
    double sum_kw = 0;
    bool one_stands = false;
    for (const SharedMeter::Telling& each : tellings) {
        if (!each.register_kw) return false;
        sum_kw += *each.register_kw;
        one_stands |= *each.register_kw < kOwnIsLess * each.told_kw && each.can_draw_kw <= 0;
    }
    return one_stands && sum_kw < kAll * tellings.front().told_kw;
}

/// Two vehicles alike may draw alike: not so where currents or limits say that one cannot draw all of it.
bool cannot_be_their_own(const Tellings& tellings) {
    const bool have_currents =
        std::all_of(tellings.begin(), tellings.end(), [](const auto& each) { return each.own_kw.has_value(); });
    if (have_currents) {
        return std::all_of(tellings.begin(), tellings.end(),
                           [](const auto& each) { return *each.own_kw < kOwnIsLess * each.told_kw; });
    }
    if (std::any_of(tellings.begin(), tellings.end(), [](const auto& each) { return each.can_draw_kw <= 0; }))
        return true;
    const double all_can = std::accumulate(tellings.begin(), tellings.end(), 0.0,
                                           [](double sum, const auto& each) { return sum + each.can_draw_kw; });
    return std::all_of(tellings.begin(), tellings.end(),
                       [&](const auto& each) { return each.told_kw > each.can_draw_kw && each.told_kw <= all_can; });
}

double can_draw(const ConnectorView& view) {
    const bool may_draw = view.observed.transaction || view.observed.status == ocpp::ChargePointStatus::Charging;
    if (!may_draw) return 0;
    const AcknowledgedLimit* limit = view.binding_limit();
    if (limit == nullptr) return view.max_kw;
    return limit->limit.is_zero() ? 0 : limit->kilowatts * kLimitTolerance + kOneAmpereKw;
}

std::optional<SharedMeter::Telling> telling_of(const ConnectorView& view, SteadyTime now) {
    const SteadyTime oldest = now - 2 * view.meter_interval;
    const auto& meter = view.observed.meter;
    const auto told = meter.told_power(now, oldest);
    if (!told || told->kilowatts < kWorthComparing) return std::nullopt;
    const auto own = meter.from_currents(now, oldest, view.nominal_voltage, view.max_phases);
    const auto own_kw = own && !own->assumes_phases ? std::optional(own->kilowatts) : std::nullopt;
    return SharedMeter::Telling{view.connector_id, told->kilowatts, own_kw, can_draw(view), told->at};
}

}  // namespace

void SharedMeter::compare(const std::vector<Telling>& tellings) {
    const bool all_are_new = std::all_of(tellings.begin(), tellings.end(), [&](const Telling& each) {
        const auto before = compared_.find(each.connector);
        return before == compared_.end() || each.at > before->second;
    });
    if (tellings.size() < 2 || !all_are_new) return;
    for (const Telling& each : tellings) compared_[each.connector] = each.at;
    if (!are_equal(tellings)) return take(false);
    const bool is_by_registers = registers_say_less(tellings) || some_stand_still(tellings);
    if (is_by_registers) times_equal_ = kTimes - 1;
    if (is_by_registers) return take(true);
    if (cannot_be_their_own(tellings)) take(true);
}

/// Between two tellings half a minute apart or longer, and never more than what it steps by is left out.
std::optional<double> SharedMeter::most_by_register(int connector, double wh, SteadyTime at) {
    constexpr std::chrono::seconds kLeastTime{25}, kDelay{5};
    const auto [known, is_new] = stood_.try_emplace(connector, Stood{wh, at, {}});
    Stood& before = known->second;
    if (wh < before.wh) before = {wh, at, {}};
    const auto time = at - before.at;
    if (is_new || time < kLeastTime) return before.most_kw;
    while (step_wh_ > 1 && (std::fmod(wh, step_wh_) != 0 || std::fmod(before.wh, step_wh_) != 0)) step_wh_ /= 10;
    const double most = (wh - before.wh + step_wh_) * 3.6 / std::chrono::duration<double>(time - kDelay).count();
    before = {wh, at, most};
    return most;
}

void SharedMeter::take(bool shared) {
    times_equal_ = shared ? times_equal_ + 1 : 0;
    times_different_ = shared ? 0 : times_different_ + 1;
    if (times_equal_ >= kTimes) is_shared_ = true;
    if (times_different_ >= kTimes) is_shared_ = false;
}

void SharedMeter::watch(const ConnectorMap& connectors, SteadyTime now) {
    if (connectors.size() < 2) return;
    std::vector<Telling> tellings;
    double all_can = 0;
    for (const auto& [id, connector] : connectors) {
        auto telling = telling_of(connector->view, now);
        const auto wh = connector->view.observed.meter.energy_wh();
        if (telling && wh) telling->register_kw = most_by_register(id, *wh, telling->at);
        if (telling) tellings.push_back(*telling);
        all_can += can_draw(connector->view);
    }
    compare(tellings);
    for (const auto& [id, connector] : connectors) {
        const double own = can_draw(connector->view);
        connector->view.observed.meter.share(is_shared_ ? std::optional(MeterShare{own, all_can - own}) : std::nullopt);
    }
}

}  // namespace gateway
