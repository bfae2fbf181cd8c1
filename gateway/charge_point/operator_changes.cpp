#include "gateway/charge_point/operator_changes.h"

#include "gateway/log.h"

namespace gateway {

OperatorChanges::OperatorChanges(Parts parts)
    : parts_(std::move(parts)),
      settings_(settings_of(parts_.charger.record)),
      password_(password_of(parts_.charger.record)) {}

void OperatorChanges::change(const OperatorSettings& settings, std::function<void(bool)> done) {
    auto& record = parts_.charger.record;
    const int profile_before = record.security_profile;
    adopt(settings);
    OperatorSettings kept = settings;
    kept.security_profile.reset();  // a login may have raised it meanwhile
    const int change = settings_.begin();
    parts_.writes.store_record([this, &record, kept, change, profile_before, told = settings.security_profile,
                                done = std::move(done)](const auto& written) {
        if (!written.durable && told == record.security_profile) record.security_profile = profile_before;
        if (const auto in_force = settings_.ended(change, kept, written.durable)) adopt(*in_force);
        done(written.durable);
    });
}

/// In the record at once: a row is written whole, so a boot meanwhile would put the old one back.
void OperatorChanges::change_password(const StoredPassword& password, std::function<void(bool)> done) {
    put(password, parts_.charger.record);
    const int change = password_.begin();
    parts_.writes.store_record([this, password, change, done = std::move(done)](const storage::Written& written) {
        if (const auto in_force = password_.ended(change, password, written.durable))
            put(*in_force, parts_.charger.record);
        done(written.durable);
    });
}

void OperatorChanges::set_password(const StoredPassword& password) {
    put(password, parts_.charger.record);
    password_ = Provisional(password);
}

void OperatorChanges::adopt(const OperatorSettings& settings) {
    auto& record = parts_.charger.record;
    const OperatorSettings before = settings_of(record);
    if (settings == before) return;
    put(settings, record);
    parts_.registration.changed(before.registration, parts_.is_connected());
    if (settings.traits != before.traits) parts_.facts.traits_changed();
    for (auto& [id, connector] : parts_.connectors) connector->adopt_settings(record);
    log::info("charger.settings", record.id);
    parts_.facts.start_over();
}

}  // namespace gateway
