#include "gateway/control/charge_point.h"
#include "gateway/log.h"

/// What the operator says of a charger, and takes back of what was learnt.
namespace gateway {

namespace {

/// What the charger said of itself, without what was concluded from its deeds.
Capabilities reported(const Capabilities& known, Capabilities fresh) {
    fresh.amperes_allowed = known.amperes_allowed;
    fresh.watts_allowed = known.watts_allowed;
    fresh.units_are_told = known.units_are_told;
    fresh.max_stack_level = known.max_stack_level;
    fresh.connection_timeout_s = known.connection_timeout_s;
    fresh.max_profiles = known.max_profiles;
    return fresh;
}

}  // namespace

void ChargePoint::change_settings(const OperatorSettings& settings, std::function<void(bool)> done) {
    adopt(settings);
    const int change = ++settings_changes_;
    write({storage::PutChargePoint{record_}},
          [this, settings, change, done = std::move(done)](const storage::Written& written) {
              if (written.durable) durable_settings_ = settings;
              else store_again_at_ = services_.time.now() + services_.timings.retry_after_timeout;
              if (!written.durable || change == settings_changes_) adopt(durable_settings_);
              done(written.durable);
          });
}

/// A limit in force was sent with other facts in mind, and what was given up may now have a way.
void ChargePoint::adopt(const OperatorSettings& settings) {
    const OperatorSettings before = settings_of(record_);
    if (settings == before) return;
    put(settings, record_);
    if (settings.traits != before.traits) {
        note_traits();
        capabilities_.rung = 0;  // of another ladder
        capabilities_.rung_is_proven = false;
    }
    for (auto& [id, connector] : connectors_) connector->adopt_settings(record_);
    log::info("charger.settings", record_.id);
    start_over();
}

void ChargePoint::note_traits() {
    traits_ = services_.traits_of(record_);
    setup_.know(traits_, setup_.lessons());
    share_what_is_known();
}

void ChargePoint::forget_learnt() {
    capabilities_ = reported(capabilities_, services_.known_capabilities(record_));
    setup_.know(traits_, capabilities_.setup);
    share_what_is_known();
    start_over();
}

void ChargePoint::start_over() {
    for (auto& [id, connector] : connectors_) {
        connector->view.tx_profile_refused = false;
        connector->ladder_changed();
    }
    decide_soon();
}

}  // namespace gateway
