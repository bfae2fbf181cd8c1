#include "gateway/transactions/session_energy.h"

#include <array>
#include <cmath>

#include "gateway/transactions/transaction_flags.h"

namespace gateway {

namespace {

constexpr double kStateVersion = 5;

bool is_sound_meter(const std::optional<std::int64_t>& wh) { return wh && *wh >= 0 && *wh <= kMostRegisterWh; }

RegisterReading as_reading(const SessionMoment& moment) {
    return {static_cast<double>(moment.meter_wh.value_or(0)), moment.told.value_or(moment.received), moment.received};
}

/// The better evidence first; of equal evidence the larger sum.
std::optional<EnergyResult> better(std::optional<EnergyResult> a, std::optional<EnergyResult> b) {
    if (!a || !b) return a ? a : b;
    const auto rank = [](const EnergyResult& result) {
        return result.source == "power" ? 0 : result.source == "meter_start_stop" ? 1 : 2;
    };
    if (rank(*a) != rank(*b)) return rank(*a) > rank(*b) ? a : b;
    return a->wh >= b->wh ? a : b;
}

/// The register stood still while power was told that makes up for what start and stop say.
bool is_borne_out(double difference, const EnergyAccount::Tally& told, const EnergyAccount& account) {
    constexpr double kAgreement = 0.2;
    const auto power = account.power_wh();
    return power && told.wh < difference / 2 && std::abs(*power - difference) <= kAgreement * difference;
}

/// Start and stop frame a thousandth of what the register tells: it says kWh where it means Wh. Where no more flows
/// than a charger can give, it is start and stop that say kWh.
bool is_mislabelled(const EnergyAccount::Tally& told, double start_wh, double stop_wh, double most_kw) {
    constexpr double kUsualMostKw = 100;
    const double first_wh = told.first_wh / 1000, difference = stop_wh - start_wh;
    const bool is_likely = told.read_wh > 0 && told.read_kw <= kUsualMostKw;
    // A count of the session's own stands nowhere near its start.
    const bool is_thousandfold =
        difference > 0 && told.read_wh >= 100 * difference && told.read_wh <= 1000 * difference;
    const double all_in_all_kw = told.read_wh > 0 ? told.read_kw * told.wh / told.read_wh : 0;
    if (all_in_all_kw > most_kw && is_thousandfold) return true;
    return !is_likely && start_wh > 0 && told.first_wh > 2 * stop_wh && first_wh >= start_wh - 1 &&
           first_wh <= stop_wh + 1;
}

}  // namespace

double most_possible_kw(std::optional<double> rated_kw) {
    constexpr double kTolerance = 1.25, kLargestChargerKw = 400;
    return rated_kw ? *rated_kw * kTolerance : kLargestChargerKw;
}

struct SessionEnergy::Bounds {
    SessionStop stop;
    std::chrono::milliseconds duration{0};
    double most_kw = 0;

    bool allow(double wh) const { return wh >= 0 && can_flow(wh, duration, most_kw); }
};

SessionEnergy::SessionEnergy(const SessionMoment& start)
    : start_{as_reading(start), is_sound_meter(start.meter_wh), start.before}, live_(start_), with_stop_(start_) {}

void SessionEnergy::ingest(const std::vector<ocpp::MeterValue>& values, UtcTime received, double most_kw,
                           bool names_session) {
    for (const auto& moment : values) live_.take(moment, received, most_kw, names_session);
    is_empty_ &= values.empty();
}

void SessionEnergy::ingest_transaction_data(const std::vector<ocpp::MeterValue>& values, UtcTime received,
                                            double most_kw) {
    for (const auto& moment : values) with_stop_.take(moment, received, most_kw, true);
}

std::optional<EnergyResult> SessionEnergy::result(const SessionMoment& end, double most_kw) const {
    const RegisterReading reading = as_reading(end);
    Bounds bounds{{std::nullopt, end.told}, longest_between(start_.reading, reading), most_kw};
    if (is_sound_meter(end.meter_wh)) bounds.stop.meter = reading;
    const auto live = result_of(live_, bounds);
    return with_stop_.is_empty() ? live : better(live, result_of(with_stop_, bounds));
}

std::optional<EnergyResult> SessionEnergy::result_of(const EnergyAccount& account, const Bounds& bounds) const {
    const auto power = account.power_wh();
    const bool stands_still =
        !account.has_live_register() && (!bounds.stop.meter || bounds.stop.meter->wh <= start_.reading.wh);
    const bool is_dead_while_power_flows = stands_still && power.value_or(0) > 0;
    if (!is_dead_while_power_flows) {
        if (const auto told = by_registers(account, bounds)) return told;
    }
    if (power && bounds.allow(*power)) return EnergyResult{std::llround(*power), "power"};
    return std::nullopt;
}

/// The difference of stop and start says the same as the registers, or what they leave out; where a stop fits a
/// register only by chance, the difference is the smaller of the two.
std::optional<EnergyResult> SessionEnergy::by_registers(const EnergyAccount& account, const Bounds& bounds) const {
    const auto told = account.tally(bounds.stop, bounds.most_kw);
    const auto& stop = bounds.stop.meter;
    const double drawn_kw = told ? told->drawn_kw : account.last_kw();
    const auto began = stop ? start_.began_at(*stop, bounds.most_kw, drawn_kw) : std::nullopt;
    const bool has_difference = began.has_value();
    const double difference = has_difference ? stop->wh - *began : 0;
    if (!told) {
        if (has_difference) return EnergyResult{std::llround(difference), "meter_start_stop"};
        if (account.has_register() && start_.is_sound && start_.reading.wh <= 0) return EnergyResult{0, "register"};
        return std::nullopt;
    }
    const bool fits = has_difference && difference >= told->read_wh &&
                      can_flow(difference - told->read_wh, told->unread, bounds.most_kw);
    if (has_difference && (is_borne_out(difference, *told, account) ||
                           is_mislabelled(*told, start_.reading.wh, stop->wh, bounds.most_kw)))
        return EnergyResult{std::llround(difference), "meter_start_stop"};
    const bool counts = fits && (told->stop_fits ? difference < told->wh : difference > told->wh);
    if (counts) {
        const char* source = told->stop_fits ? "register" : "meter_start_stop";
        return EnergyResult{std::llround(difference), source};
    }
    if (!bounds.allow(told->wh)) return std::nullopt;
    return EnergyResult{std::llround(told->wh), told->has_register ? "register" : "interval"};
}

std::vector<const char*> SessionEnergy::flags() const {
    std::vector<const char*> words;
    if (live_.fell() || with_stop_.fell()) words.push_back("register_fell");
    if (live_.clock_stepped() || with_stop_.clock_stepped()) words.push_back("clock_stepped");
    if (live_.unit_was_corrected() || with_stop_.unit_was_corrected()) words.push_back("unit_corrected");
    return words;
}

std::string SessionEnergy::state() const {
    NumberRow row;
    row.put(kStateVersion);
    live_.put(row);
    return row.text();
}

bool SessionEnergy::restore(const std::string& state) {
    auto row = NumberRow::from(state);
    if (!row || row->take() != kStateVersion) return false;
    live_.take_state(*row);
    start_ = live_.start();
    with_stop_ = EnergyAccount(start_);
    is_empty_ = false;
    return true;
}

}  // namespace gateway
