#include "day_kinds.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <string>

#include "truth.h"

namespace days {

namespace {

using simulators::Behaviour;

simulators::ChargePointOptions& charger(DayPlan& plan) { return plan.world.charger; }
Behaviour& behaviour(DayPlan& plan) { return charger(plan).behaviour; }

/// It has a meter that tells power, current, voltage and energy.
bool has_whole_meter(const DayPlan& plan) {
    const Behaviour& b = plan.world.charger.behaviour;
    return !b.meters_energy_only && !b.meters_current_only && !b.meters_per_phase_only && !b.silent_meter &&
           b.rejects_measurand.empty() && !b.not_supported_writes && !b.reboots_on_third_measurand_write;
}

template <bool Behaviour::*Member>
bool flag(Chance&, DayPlan& plan) {
    return behaviour(plan).*Member = true;
}

template <bool Behaviour::*Member>
bool meter_flag(Chance&, DayPlan& plan) {
    return has_whole_meter(plan) && (behaviour(plan).*Member = true);
}

bool energy_only(Chance& chance, DayPlan& plan) {
    if (!has_whole_meter(plan)) return false;
    behaviour(plan).meters_energy_only = true;
    behaviour(plan).register_step_wh = chance.one_of({1, 1, 10, 50, 100, 1000});
    return true;
}

bool coarse_register(Chance& chance, DayPlan& plan) {
    // After a restart a session shorter than a step leaves no trace.
    if (behaviour(plan).register_restarts_on_reboot) return false;
    return (behaviour(plan).register_step_wh = chance.one_of({10, 100, 1000})) > 0;
}

bool register_glitches(Chance& chance, DayPlan& plan) {
    return (behaviour(plan).register_glitches_every = chance.whole(3, 60)) > 0;
}

/// Nothing tells it from a coarse register that is about to step, nor what it hid where it was not right before.
bool frozen_meter(Chance& chance, DayPlan& plan) {
    const Behaviour& b = behaviour(plan);
    const bool is_right = !b.first_register_zero && b.register_glitches_every == 0 && b.register_step_wh <= 10;
    if (!has_whole_meter(plan) || !is_right) return false;
    behaviour(plan).meter_freezes_after_s = chance.whole(120, 3600);
    return true;
}

/// A comma before three figures may be one of thousands: then nothing but the power is left.
bool decimal_comma(Chance&, DayPlan& plan) {
    if (!has_whole_meter(plan) || behaviour(plan).register_in_kwh) return false;
    return behaviour(plan).decimal_comma = true;
}

bool clock_offset(Chance& chance, DayPlan& plan) {
    charger(plan).clock_lag = std::chrono::seconds(chance.one_of({-3600, 3600, 5 * 3600, -2 * 3600, 90}));
    return true;
}

/// Values without an id are told apart from a session's by their time: not where the clock is set in between.
bool samples_outside(Chance&, DayPlan& plan) {
    if (has_drawn(plan, "clock_steps")) return false;
    return behaviour(plan).samples_outside_transactions = true;
}

bool draws_on(Chance& chance, DayPlan& plan) {
    if (!follows_zero(behaviour(plan))) return false;  // nothing would hold it
    if (has_drawn(plan, "clock_steps")) return false;
    behaviour(plan).draws_on_after_stop_s = static_cast<std::int64_t>(chance.spread(10, 900));
    behaviour(plan).samples_outside_transactions = true;
    return true;
}

bool slow_effects(Chance& chance, DayPlan& plan) {
    const auto delay = [&chance] { return chance.is(0.3) ? 0 : chance.spread(1, 150); };
    behaviour(plan).reduction_takes_s = delay();
    behaviour(plan).pause_takes_s = delay();
    behaviour(plan).resume_takes_s = delay();
    return true;
}

bool spikes(Chance& chance, DayPlan& plan) {
    return (behaviour(plan).spikes_after_write_s = chance.between(3, 20)) > 0;
}

bool residual_currents(Chance& chance, DayPlan& plan) {
    const bool tells_power = !behaviour(plan).power_told_zero && behaviour(plan).reactive_rest_a == 0;
    if (!has_whole_meter(plan) || !tells_power) return false;
    charger(plan).vehicle.phases = 1;
    return (behaviour(plan).residual_a = chance.between(0.2, 1.9)) > 0;
}

bool dead_transaction(Chance&, DayPlan& plan) {
    if (has_drawn(plan, "clock_steps")) return false;
    return behaviour(plan).tells_dead_transaction = true;
}

/// Of a current that is no power nothing but the power itself tells: so no residual ones and no tenths beside it.
bool current_in_tenths(Chance&, DayPlan& plan) {
    if (!has_whole_meter(plan) || behaviour(plan).reactive_rest_a > 0) return false;
    return behaviour(plan).current_in_tenths = true;
}

/// What a frozen register hides only the power tells.
bool power_without_unit(Chance&, DayPlan& plan) {
    if (!has_whole_meter(plan) || behaviour(plan).meter_freezes_after_s > 0) return false;
    return behaviour(plan).power_in_kw_without_unit = true;
}

bool reactive_currents(Chance& chance, DayPlan& plan) {
    if (!has_whole_meter(plan) || behaviour(plan).current_in_tenths || behaviour(plan).residual_a > 0) return false;
    return (behaviour(plan).reactive_rest_a = chance.between(0.3, 1.5)) > 0;
}

bool split_phase(Chance&, DayPlan& plan) {
    if (!has_whole_meter(plan) || behaviour(plan).meters_dc) return false;
    charger(plan).phases = 1;
    charger(plan).vehicle.phases = 1;
    charger(plan).volts = 240;
    behaviour(plan).tells_split_phase = true;
    return true;
}

bool direct_current(Chance&, DayPlan& plan) {
    const Behaviour& b = behaviour(plan);
    if (!has_whole_meter(plan) || b.tells_split_phase || b.tells_line_voltages) return false;
    charger(plan).phases = 1;
    charger(plan).volts = 400;
    charger(plan).max_current_a = 125;
    charger(plan).vehicle.phases = 1;
    charger(plan).vehicle.max_kw = 50;
    behaviour(plan).meters_dc = true;
    return true;
}

bool shared_meter(Chance&, DayPlan& plan) {
    if (!has_whole_meter(plan) || charger(plan).connectors < 2) return false;
    return behaviour(plan).one_meter_for_all = true;
}

bool wrong_labels(Chance& chance, DayPlan& plan) {
    if (charger(plan).connectors < 2) return false;
    return (behaviour(plan).mislabels_every = chance.whole(20, 400)) > 0;
}

bool wrong_stop_ids(Chance& chance, DayPlan& plan) {
    behaviour(plan).stop_id = chance.is(0.3) ? "0" : chance.is(0.5) ? "-1" : "77777";
    return true;
}

bool refuses_above(Chance& chance, DayPlan& plan) {
    behaviour(plan).refuses_above_a = chance.one_of({16.0, 20.0, 32.0});
    charger(plan).max_current_a = behaviour(plan).refuses_above_a;
    return true;
}

bool late_answers(Chance& chance, DayPlan& plan) {
    behaviour(plan).profile_answer_after_ms = static_cast<std::int64_t>(chance.spread(1000, 90000));
    return true;
}

bool own_limit(Chance& chance, DayPlan& plan) {
    return (charger(plan).vehicle.max_kw = chance.one_of({1.5, 2.1, 3.0})) > 0;
}

void add(DayPlan& plan, Span at, Deed deed, double value = 0, Span span = Span(0)) {
    constexpr Span kLatest = DayPlan::kLength - DayPlan::kCalm - minutes(2);
    if (at > Span(0) && at < kLatest) plan.happenings.push_back({at, deed, 1, value, span});
}

bool clock_steps(Chance& chance, DayPlan& plan) {
    if (behaviour(plan).samples_outside_transactions || behaviour(plan).tells_dead_transaction) return false;
    for (int left = chance.whole(1, 3); left > 0; --left) {
        const double step_s = chance.one_of({-3600.0, 3600.0, -7200.0, 40.0, -300.0});
        add(plan, Span(static_cast<std::int64_t>(chance.between(600, 80000) * 1000)), Deed::set_clock, step_s);
    }
    return true;
}

/// Somebody does something at the charger seconds after the owner's word.
bool people_beside_commands(Chance& chance, DayPlan& plan) {
    std::vector<Happening> commands;
    std::copy_if(plan.happenings.begin(), plan.happenings.end(), std::back_inserter(commands), [](const auto& each) {
        return each.deed == Deed::idle || each.deed == Deed::charge || each.deed == Deed::ceiling;
    });
    for (const Happening& command : commands) {
        if (!chance.is(0.5)) continue;
        const Deed deed = chance.is(0.6) ? Deed::swipe : Deed::unplug;
        const Span at = command.at + Span(static_cast<std::int64_t>(chance.spread(0.5, 30) * 1000));
        add(plan, at, deed);
        plan.happenings.back().connector = command.connector;
        if (deed == Deed::unplug) {
            add(plan, at + minutes(2), Deed::plug);
            plan.happenings.back().connector = command.connector;
        }
    }
    return !commands.empty();
}

bool power_cuts_in_setup(Chance& chance, DayPlan& plan) {
    add(plan, Span(1), Deed::cut_power_at_key_write, 0, Span(chance.whole(1000, 40000)));
    if (chance.is(0.5)) {
        const Span at(chance.whole(600000, 40000000));
        add(plan, at, Deed::cut_power_at_key_write, 0, Span(chance.whole(1000, 40000)));
        add(plan, at + seconds(5), Deed::reboot);
    }
    return true;
}

/// Two boots soon after each other leave two counts from 0 that nothing tells apart.
bool survives_reboot(Chance&, DayPlan& plan) {
    if (behaviour(plan).register_restarts_on_reboot) return false;
    return behaviour(plan).session_survives_reboot = true;
}

bool siblings(Chance& chance, DayPlan& plan) { return (plan.world.siblings = chance.whole(1, 2)) > 0; }

}  // namespace

bool has_drawn(const DayPlan& plan, std::string_view oddity) {
    return std::find(plan.odd.begin(), plan.odd.end(), oddity) != plan.odd.end();
}

/// One that is switched off says why.
std::vector<Oddity> all_oddities() {
    return {
        {"first_register_zero", 'A', true, flag<&Behaviour::first_register_zero>},
        {"meter_start_zero", 'A', true, flag<&Behaviour::meter_start_zero>},
        {"meter_stop_zero", 'A', true, flag<&Behaviour::meter_stop_zero>},
        {"register_glitches", 'A', true, register_glitches},
        {"register_restarts", 'A', true, flag<&Behaviour::register_restarts_on_reboot>},
        {"session_counter", 'A', true, flag<&Behaviour::samples_count_the_session>},
        {"register_in_kwh", 'A', true, flag<&Behaviour::register_in_kwh>},
        {"wh_labelled_kwh", 'A', true, flag<&Behaviour::labels_wh_as_kwh>},
        {"coarse_register", 'A', true, coarse_register},
        {"clock_steps", 'A', true, clock_steps},
        {"energy_only", 'B', true, energy_only},
        {"false_available", 'C', true, flag<&Behaviour::says_available_on_reconnect>},
        {"frozen_meter", 'C', true, frozen_meter},
        {"samples_outside", 'C', true, samples_outside},
        {"survives_reboot", 'C', true, survives_reboot},
        {"draws_on", 'D', true, draws_on},
        {"slow_effects", 'E', true, slow_effects},
        {"spikes", 'E', true, spikes},
        {"people_beside_commands", 'F', true, people_beside_commands},
        {"power_cuts_in_setup", 'F', true, power_cuts_in_setup},
        {"own_limit", 'F', true, own_limit},
        {"siblings", 'F', true, siblings},
        {"decimal_comma", 'H', true, decimal_comma},
        {"split_phase", 'I', true, split_phase},
        {"line_voltages", 'I', true, meter_flag<&Behaviour::tells_line_voltages>},
        {"direct_current", 'I', true, direct_current},
        {"clock_offset", 'J', true, clock_offset},
        {"never_preparing", 'M', true, flag<&Behaviour::never_preparing>},
        {"power_told_zero", 'O', true, meter_flag<&Behaviour::power_told_zero>},
        {"power_without_unit", 'O', true, power_without_unit},
        {"current_in_tenths", 'O', true, current_in_tenths},
        {"phase_per_entry", 'O', true, meter_flag<&Behaviour::phase_per_entry>},
        {"phase_per_message", 'O', true, meter_flag<&Behaviour::phase_per_message>},
        {"residual_currents", 'O', true, residual_currents},
        {"reactive_currents", 'O', true, reactive_currents},
        {"shared_meter", 'O', true, shared_meter},
        {"wrong_labels", 'P', true, wrong_labels},
        {"wrong_stop_ids", 'P', true, wrong_stop_ids},
        {"refuses_above", 'Q', true, refuses_above},
        {"unavailable_at_zero", 'Q', true, flag<&Behaviour::unavailable_at_zero>},
        {"late_answers", 'R', true, late_answers},
        {"stuck_reserved", 'R', true, flag<&Behaviour::reserved_when_plugged>},
        {"dead_transaction", 'R', true, dead_transaction},
    };
}

}  // namespace days
