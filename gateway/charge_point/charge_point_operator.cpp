#include "gateway/charge_point/charge_point.h"
#include "gateway/charge_point/lesson_store.h"
#include "gateway/log.h"

/// What the operator says of a charger, and takes back of what was learnt.
namespace gateway {

void ChargePoint::change_settings(const OperatorSettings& settings, std::function<void(bool)> done) {
    const int profile_before = record_.security_profile;
    adopt(settings);
    OperatorSettings kept = settings;
    kept.security_profile.reset();  // a login may have raised it meanwhile
    const int change = settings_.begin();
    write({storage::PutChargePoint{record_}},
          [this, kept, change, profile_before, told = settings.security_profile, done = std::move(done)](const storage::Written& written) {
              if (!written.durable) store_again_later();
              if (!written.durable && told == record_.security_profile) record_.security_profile = profile_before;
              if (const auto in_force = settings_.ended(change, kept, written.durable)) adopt(*in_force);
              done(written.durable);
          });
}

/// In the record at once: a row is written whole, so a boot meanwhile would put the old one back.
void ChargePoint::change_password(const StoredPassword& password, std::function<void(bool)> done) {
    put(password, record_);
    const int change = password_.begin();
    write({storage::PutChargePoint{record_}},
          [this, password, change, done = std::move(done)](const storage::Written& written) {
              if (!written.durable) store_again_later();
              if (const auto in_force = password_.ended(change, password, written.durable)) put(*in_force, record_);
              done(written.durable);
          });
}

void ChargePoint::set_password(const StoredPassword& password) {
    put(password, record_);
    password_ = Provisional(password);
}

/// A limit in force was sent with other facts in mind, and what was given up may now have a way.
void ChargePoint::adopt(const OperatorSettings& settings) {
    const OperatorSettings before = settings_of(record_);
    if (settings == before) return;
    put(settings, record_);
    registration_changed(before.registration);
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
    setup_.know(traits_, setup_.lessons(), lessons_.key_trials());
    share_what_is_known();
}

void ChargePoint::look_up_lessons(bool starts_over) {
    const Capabilities before = capabilities_;
    const auto known = services_.lessons.known(record_);
    capabilities_ = lessons_.know(known.own, known.model);
    static_cast<ReportedFacts&>(capabilities_) = before;
    setup_.know(traits_, capabilities_.setup, lessons_.key_trials());
    share_what_is_known();
    if (starts_over || capabilities_ != before) start_over();
}

void ChargePoint::start_over() {
    for (auto& [id, connector] : connectors_) {
        connector->view.tx_profile_refused = false;
        connector->ladder_changed();
    }
    decide_soon();
}

}  // namespace gateway
