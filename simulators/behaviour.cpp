#include "simulators/behaviour.h"

#include <stdexcept>
#include <variant>

#include "json/parse.h"

namespace simulators {

namespace {

using Texts = std::vector<std::string>;
using Numbers = std::vector<double>;

template <class T>
using Pointer = T Behaviour::*;
using AnyPointer = std::variant<Pointer<bool>, Pointer<std::int64_t>, Pointer<double>, Pointer<std::string>,
                                Pointer<Numbers>, Pointer<Texts>>;

struct Row {
    std::string_view name;
    AnyPointer member;
};

constexpr Row kMembers[] = {
    {"only_amperes", &Behaviour::only_amperes},
    {"only_watts", &Behaviour::only_watts},
    {"ignores_watts", &Behaviour::ignores_watts},
    {"ignores_amperes", &Behaviour::ignores_amperes},
    {"rejects_fractions", &Behaviour::rejects_fractions},
    {"ignores_zero", &Behaviour::ignores_zero},
    {"rejects_zero", &Behaviour::rejects_zero},
    {"rejects_stack_level_above_zero", &Behaviour::rejects_stack_level_above_zero},
    {"only_top_stack_level_applies", &Behaviour::only_top_stack_level_applies},
    {"clears_same_profile_id_everywhere", &Behaviour::clears_same_profile_id_everywhere},
    {"counts_profiles_before_replacing", &Behaviour::counts_profiles_before_replacing},
    {"most_profiles", &Behaviour::most_profiles},
    {"rejects_charge_point_max", &Behaviour::rejects_charge_point_max},
    {"ignores_charge_point_max", &Behaviour::ignores_charge_point_max},
    {"mute_on_absolute_profiles", &Behaviour::mute_on_absolute_profiles},
    {"rejects_tx_profile", &Behaviour::rejects_tx_profile},
    {"rejects_tx_profile_with_id", &Behaviour::rejects_tx_profile_with_id},
    {"rejects_tx_profile_without_id", &Behaviour::rejects_tx_profile_without_id},
    {"rejects_connector_zero", &Behaviour::rejects_connector_zero},
    {"rejects_tx_default_on_connectors", &Behaviour::rejects_tx_default_on_connectors},
    {"rejects_absolute_profiles", &Behaviour::rejects_absolute_profiles},
    {"rejects_relative_profiles", &Behaviour::rejects_relative_profiles},
    {"rejects_tx_default_while_available", &Behaviour::rejects_tx_default_while_available},
    {"ignores_profiles", &Behaviour::ignores_profiles},
    {"rejects_profiles", &Behaviour::rejects_profiles},
    {"refusal_words", &Behaviour::refusal_words},
    {"ampere_steps", &Behaviour::ampere_steps},
    {"zero_ends_transaction", &Behaviour::zero_ends_transaction},
    {"loses_top_stack_level_on_reboot", &Behaviour::loses_top_stack_level_on_reboot},
    {"drops_tx_profile_on_resume", &Behaviour::drops_tx_profile_on_resume},
    {"tx_default_has_no_live_effect", &Behaviour::tx_default_has_no_live_effect},
    {"foreign_profile_a", &Behaviour::foreign_profile_a},
    {"foreign_profile_level", &Behaviour::foreign_profile_level},
    {"forgets_profiles_on_reboot", &Behaviour::forgets_profiles_on_reboot},
    {"forgets_profiles_on_disconnect", &Behaviour::forgets_profiles_on_disconnect},
    {"vendor_limit_key", &Behaviour::vendor_limit_key},
    {"vendor_limit_scale", &Behaviour::vendor_limit_scale},
    {"external_limit_after_s", &Behaviour::external_limit_after_s},
    {"starts_before_answering", &Behaviour::starts_before_answering},
    {"no_status_after_stop", &Behaviour::no_status_after_stop},
    {"ignores_remote_start", &Behaviour::ignores_remote_start},
    {"rejects_start_without_connector", &Behaviour::rejects_start_without_connector},
    {"authorizes_before_answering_start", &Behaviour::authorizes_before_answering_start},
    {"rejects_remote_start_in_finishing", &Behaviour::rejects_remote_start_in_finishing},
    {"drops_link_on_quick_start", &Behaviour::drops_link_on_quick_start},
    {"ignores_remote_stop", &Behaviour::ignores_remote_stop},
    {"keeps_own_transaction_ids", &Behaviour::keeps_own_transaction_ids},
    {"says_suspended_ev_when_paused", &Behaviour::says_suspended_ev_when_paused},
    {"vehicle_wakes_on_edge_only", &Behaviour::vehicle_wakes_on_edge_only},
    {"mute_without_keys", &Behaviour::mute_without_keys},
    {"most_keys_at_once", &Behaviour::most_keys_at_once},
    {"reboots_on_keys_asked_again", &Behaviour::reboots_on_keys_asked_again},
    {"odd_configuration_spelling", &Behaviour::odd_configuration_spelling},
    {"rejects_measurand", &Behaviour::rejects_measurand},
    {"reboots_on_third_measurand_write", &Behaviour::reboots_on_third_measurand_write},
    {"reboot_required_for_writes", &Behaviour::reboot_required_for_writes},
    {"not_supported_writes", &Behaviour::not_supported_writes},
    {"ignores_triggers", &Behaviour::ignores_triggers},
    {"rejects_triggers", &Behaviour::rejects_triggers},
    {"trigger_needs_connector", &Behaviour::trigger_needs_connector},
    {"trigger_without_connector_only", &Behaviour::trigger_without_connector_only},
    {"boots_on_reconnect", &Behaviour::boots_on_reconnect},
    {"drops_link_on_call_before_boot", &Behaviour::drops_link_on_call_before_boot},
    {"drops_link_every_s", &Behaviour::drops_link_every_s},
    {"ignores_boot_interval", &Behaviour::ignores_boot_interval},
    {"answers_after_ms", &Behaviour::answers_after_ms},
    {"mute_after_s", &Behaviour::mute_after_s},
    {"meters_energy_only", &Behaviour::meters_energy_only},
    {"meters_current_only", &Behaviour::meters_current_only},
    {"meters_per_phase_only", &Behaviour::meters_per_phase_only},
    {"reports_offered_constant_a", &Behaviour::reports_offered_constant_a},
    {"silent_meter", &Behaviour::silent_meter},
    {"register_step_wh", &Behaviour::register_step_wh},
    {"first_register_zero", &Behaviour::first_register_zero},
    {"meter_start_zero", &Behaviour::meter_start_zero},
    {"meter_stop_zero", &Behaviour::meter_stop_zero},
    {"register_restarts_on_reboot", &Behaviour::register_restarts_on_reboot},
    {"register_glitches_every", &Behaviour::register_glitches_every},
    {"samples_count_the_session", &Behaviour::samples_count_the_session},
    {"meter_freezes_after_s", &Behaviour::meter_freezes_after_s},
    {"register_in_kwh", &Behaviour::register_in_kwh},
    {"labels_wh_as_kwh", &Behaviour::labels_wh_as_kwh},
    {"power_told_zero", &Behaviour::power_told_zero},
    {"lacks_power", &Behaviour::lacks_power},
    {"lacks_register", &Behaviour::lacks_register},
    {"power_in_kw_without_unit", &Behaviour::power_in_kw_without_unit},
    {"current_in_tenths", &Behaviour::current_in_tenths},
    {"decimal_comma", &Behaviour::decimal_comma},
    {"phase_per_entry", &Behaviour::phase_per_entry},
    {"phase_per_message", &Behaviour::phase_per_message},
    {"reactive_rest_a", &Behaviour::reactive_rest_a},
    {"residual_a", &Behaviour::residual_a},
    {"feeds_back_kw", &Behaviour::feeds_back_kw},
    {"tells_split_phase", &Behaviour::tells_split_phase},
    {"tells_line_voltages", &Behaviour::tells_line_voltages},
    {"meters_dc", &Behaviour::meters_dc},
    {"one_meter_for_all", &Behaviour::one_meter_for_all},
    {"samples_outside_transactions", &Behaviour::samples_outside_transactions},
    {"tells_dead_transaction", &Behaviour::tells_dead_transaction},
    {"mislabels_every", &Behaviour::mislabels_every},
    {"says_available_on_reconnect", &Behaviour::says_available_on_reconnect},
    {"never_preparing", &Behaviour::never_preparing},
    {"reserved_when_plugged", &Behaviour::reserved_when_plugged},
    {"unavailable_at_zero", &Behaviour::unavailable_at_zero},
    {"session_survives_reboot", &Behaviour::session_survives_reboot},
    {"reduction_takes_s", &Behaviour::reduction_takes_s},
    {"pause_takes_s", &Behaviour::pause_takes_s},
    {"resume_takes_s", &Behaviour::resume_takes_s},
    {"spikes_after_write_s", &Behaviour::spikes_after_write_s},
    {"profile_answer_after_ms", &Behaviour::profile_answer_after_ms},
    {"refuses_above_a", &Behaviour::refuses_above_a},
    {"error_on_fractions", &Behaviour::error_on_fractions},
    {"draws_on_after_stop_s", &Behaviour::draws_on_after_stop_s},
    {"stop_id", &Behaviour::stop_id},
};

const Row& row_of(std::string_view name) {
    for (const Row& row : kMembers) {
        if (row.name == name) return row;
    }
    throw std::invalid_argument(std::string(name) + ": there is no such behaviour");
}

/// One reading for each kind of member; empty when the value is not of that kind.
std::optional<bool> read_as(const bool&, json::Value value) {
    if (!value.is_boolean()) return std::nullopt;
    return value.is_true();
}

std::optional<std::int64_t> read_as(const std::int64_t&, json::Value value) { return value.integer(); }

std::optional<double> read_as(const double&, json::Value value) { return value.number(); }

std::optional<std::string> read_as(const std::string&, json::Value value) {
    if (!value.is_string()) return std::nullopt;
    return std::string(value.text());
}

template <class Element>
std::optional<std::vector<Element>> read_as(const std::vector<Element>&, json::Value value) {
    if (!value.is_array()) return std::nullopt;
    std::vector<Element> list;
    for (const json::Value element : value.elements()) {
        auto one = read_as(Element(), element);
        if (!one) return std::nullopt;
        list.push_back(std::move(*one));
    }
    return list;
}

constexpr std::string_view kWanted[] = {"true or false", "a whole number",    "a number",
                                        "a text",        "a list of numbers", "a list of texts"};

}  // namespace

bool switch_on(Behaviour& behaviour, std::string_view name) {
    for (const Row& row : kMembers) {
        const auto* flag = std::get_if<Pointer<bool>>(&row.member);
        if (row.name != name || !flag) continue;
        behaviour.*(*flag) = true;
        return true;
    }
    return false;
}

void set_member(Behaviour& behaviour, std::string_view name, json::Value value) {
    const Row& row = row_of(name);
    std::visit(
        [&](auto member) {
            auto read = read_as(behaviour.*member, value);
            if (!read) {
                throw std::invalid_argument(std::string(name) + ": " + std::string(kWanted[row.member.index()]) +
                                            " is wanted");
            }
            behaviour.*member = std::move(*read);
        },
        row.member);
}

void set_member(Behaviour& behaviour, const std::string& assignment) {
    const auto equals = assignment.find('=');
    const std::string name = assignment.substr(0, equals);
    if (equals == std::string::npos && switch_on(behaviour, name)) return;
    const std::string value = equals == std::string::npos ? "null" : assignment.substr(equals + 1);
    const auto* text = std::get_if<Pointer<std::string>>(&row_of(name).member);
    if (text && equals != std::string::npos) {
        behaviour.*(*text) = value;
        return;
    }
    try {
        set_member(behaviour, name, json::parse(value).root());
    } catch (const json::ParseError& error) {
        throw std::invalid_argument(name + ": " + error.what());
    }
}

std::vector<std::string> behaviour_names() {
    std::vector<std::string> names;
    for (const Row& row : kMembers) names.emplace_back(row.name);
    return names;
}

}  // namespace simulators
