#include "truth.h"

#include <algorithm>

namespace days {

namespace {

bool lies_about_power(const simulators::Behaviour& b) {
    return b.power_told_zero || b.power_in_kw_without_unit || b.current_in_tenths || b.one_meter_for_all ||
           b.reactive_rest_a > 0 || b.lacks_power || b.residual_a > 0 || b.feeds_back_kw > 0;
}

bool lies_about_energy(const simulators::Behaviour& b) {
    return b.first_register_zero || b.register_glitches_every > 0 || b.samples_count_the_session ||
           b.labels_wh_as_kwh || b.register_restarts_on_reboot;
}

}  // namespace

bool meters_tell_the_truth(const simulators::Behaviour& b) {
    return flow_can_be_seen(b) && !lies_about_power(b) && !lies_about_energy(b) && !b.tells_line_voltages &&
           !b.meters_dc && !b.tells_split_phase && b.mislabels_every == 0 && !b.meters_current_only;
}

bool tells_energy_only(const simulators::Behaviour& b) { return b.meters_energy_only; }

bool flow_can_be_seen(const simulators::Behaviour& b) { return !b.silent_meter && b.meter_freezes_after_s == 0; }

bool follows_zero(const simulators::Behaviour& b) {
    return is_plain(b) && !b.ignores_zero && !b.rejects_zero && !b.zero_ends_transaction && b.ampere_steps.empty();
}

seconds slowest_effect(const simulators::Behaviour& b) {
    const double slowest = std::max({b.reduction_takes_s, b.pause_takes_s, b.spikes_after_write_s});
    return seconds(static_cast<long>(slowest + 0.5));
}

seconds blind_time(const simulators::Behaviour& b, double watts, seconds interval) {
    if (!tells_energy_only(b) || watts <= 0) return seconds(0);
    const double step_s = static_cast<double>(std::max<std::int64_t>(1, b.register_step_wh)) / watts * 3600;
    return interval + seconds(static_cast<long>(2 * step_s + 0.5));
}

seconds slowest_answer(const simulators::Behaviour& b) {
    return std::chrono::duration_cast<seconds>(milliseconds(b.profile_answer_after_ms + 999));
}

bool takes_first_lever(const simulators::Behaviour& b) {
    return is_plain(b) && !b.ignores_zero && !b.rejects_zero && !b.rejects_tx_default_on_connectors;
}

bool is_plain(const simulators::Behaviour& b) {
    const bool odd_profiles = b.ignores_watts || b.ignores_amperes || b.only_top_stack_level_applies ||
                              b.ignores_profiles || b.rejects_profiles || !b.refusal_words.empty() ||
                              b.tx_default_has_no_live_effect || b.drops_tx_profile_on_resume ||
                              b.foreign_profile_a > 0 || !b.vendor_limit_key.empty() || b.external_limit_after_s > 0 ||
                              b.rejects_tx_profile || b.vehicle_wakes_on_edge_only ||
                              b.clears_same_profile_id_everywhere || b.counts_profiles_before_replacing;
    const bool odd_link = b.mute_after_s > 0 || b.drops_link_every_s > 0 || b.mute_on_absolute_profiles;
    return !odd_profiles && !odd_link;
}

}  // namespace days
