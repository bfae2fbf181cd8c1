#include "gateway/site/charger_desk.h"

#include <stdexcept>

#include "gateway/charger_identity.h"
#include "gateway/site/schedules.h"

namespace gateway {

void ChargerDesk::approve(const std::string& id, bool creates, std::function<void(Approval)> done) {
    if (!is_charger_identity(id) || id.size() > ChargerRegistry::kLongestIdentity) return done(Approval::failed);
    if (parts_.registry.find(id)) return done(Approval::done);
    storage::ChargePointRecord record;
    const auto found = parts_.registry.find_discovered(id);
    if (found == parts_.registry.discovered().end() && !creates) return done(Approval::unknown);
    if (found != parts_.registry.discovered().end()) record = *found;
    if (record.id.empty()) record.id = id;
    record.approved = true;
    if (record.first_seen == UtcTime{}) record.first_seen = parts_.time.utc();
    parts_.storage.write({storage::PutChargePoint{record}},
                         [this, record, done = std::move(done)](const storage::Written& written) {
                             if (!written.durable) return done(Approval::failed);
                             const auto listed = parts_.registry.find_discovered(record.id);
                             if (listed != parts_.registry.discovered().end())
                                 parts_.registry.discovered().erase(listed);
                             if (!parts_.registry.find(record.id)) parts_.registry.add(record);
                             done(Approval::done);
                         });
}

void ChargerDesk::remove(const std::string& id, std::function<void(Removal)> done) {
    const auto charge_point = parts_.registry.find(id);
    if (!charge_point) return done(Removal::unknown);
    const auto cleared_or_not = [this, charge_point, done = std::move(done)](bool cleared) {
        storage::Batch batch{storage::RemoveChargePoint{charge_point->record().id, parts_.time.utc()}};
        for (const auto& [number, connector] : charge_point->connectors())
            schedules->append_removal(batch, connector->record.device_id);
        parts_.storage.write(std::move(batch), [this, charge_point, cleared, done](const storage::Written& written) {
            if (!written.durable) {
                charge_point->loop().stay_in_service();
                return done(Removal::failed);
            }
            if (parts_.registry.find(charge_point->record().id) == charge_point) forget(*charge_point);
            // Once more, behind whatever it still wrote meanwhile, which would bring it back at the next start.
            parts_.storage.write({storage::RemoveChargePoint{charge_point->record().id, parts_.time.utc()}},
                                 [cleared, done](const storage::Written&) {
                                     done(cleared ? Removal::done : Removal::done_but_profiles_remain);
                                 });
        });
    };
    charge_point->loop().retire(parts_.storage.authorship().carried(cleared_or_not));
}

void ChargerDesk::forget(ChargePoint& charge_point) {
    for (const auto& [number, connector] : charge_point.connectors()) {
        const std::string& device_id = connector->record.device_id;
        parts_.devices.strike(device_id);
        schedules->forget(device_id);
    }
    if (const auto link = charge_point.link()) {
        charge_point.link_closed();  // who waits for its answers is told now; nobody will know it any more
        link->close(CloseCode::policy_violation, "removed by the operator");
    }
    parts_.admission.attempts().forget(ChargerRegistry::folded(charge_point.record().id));
    parts_.admission.reconnects().forget(ChargerRegistry::folded(charge_point.record().id));
    parts_.lessons.removed(charge_point.record().id);
    parts_.registry.erase(charge_point.record().id);
}

void ChargerDesk::set_password(const std::string& id, const std::string& salt, const std::string& hash,
                               std::function<void(bool)> done) {
    const auto charge_point = parts_.registry.find(id);
    if (!charge_point || charge_point->security().is_rotating()) return done(false);
    // Held, so that there is an answer even where it is removed meanwhile.
    charge_point->operator_changes().change_password(
        {salt, hash}, [this, charge_point, done = std::move(done)](bool durable) {
            if (durable) {
                parts_.admission.attempts().forget(ChargerRegistry::folded(charge_point->record().id));
                parts_.admission.end_sessions(*charge_point, "a new password was set");
            }
            done(durable);
        });
}

void ChargerDesk::rotate_key(const std::string& id, std::function<void(const ChargerSecurity::Rotation&)> done) {
    const auto charge_point = parts_.registry.find(id);
    if (!charge_point) return done({false, "no such charger is known"});
    if (!charge_point->may_be_called()) return done({false, "it is not connected, or has not settled after its boot"});
    const NewKey key = new_key();
    charge_point->security().rotate_key(key.text, key.stored, std::move(done));
}

void ChargerDesk::revoke_certificate(const std::string& serial, std::function<void(Revocation)> done) {
    const auto* known = parts_.admission.certificates().find(serial);
    if (known == nullptr) return done(Revocation::unknown);
    storage::IssuedCertificateRecord row = *known;
    if (!row.revoked_at) row.revoked_at = parts_.time.utc();
    parts_.storage.write({storage::PutIssuedCertificate{row}},
                         [this, row, done = std::move(done)](const storage::Written& written) {
                             if (!written.durable) return done(Revocation::failed);
                             parts_.admission.certificates().put(row);
                             const auto charge_point = parts_.registry.find(row.charge_point_id);
                             constexpr int kWithCertificate = 3;
                             if (charge_point && charge_point->is_connected() &&
                                 charge_point->link()->security_profile() == kWithCertificate)
                                 parts_.admission.end_sessions(*charge_point, "its certificate was revoked");
                             done(Revocation::done);
                         });
}

void ChargerDesk::change_settings(const std::string& id, const std::vector<std::string>& assignments,
                                  std::function<void(std::string)> done) {
    const auto charge_point = parts_.registry.find(id);
    if (!charge_point) return done("no charger " + id + " is known");
    OperatorSettings settings = settings_of(charge_point->record());
    try {
        assign(settings, assignments);
    } catch (const SettingError& error) {
        return done(error.what());
    }
    charge_point->operator_changes().change(settings, [charge_point, done = std::move(done)](bool durable) {
        done(durable ? "" : "it could not be stored, so nothing has changed");
    });
}

/// Gone from memory first: whatever is learnt from now on is stored behind the removal.
void ChargerDesk::forget_learnt(const std::string& id, std::function<void(Forgotten)> done, const std::string& lesson) {
    const auto charge_point = parts_.registry.find(id);
    if (!charge_point) return done({"no charger " + id + " is known", {}});
    const storage::ChargePointRecord& kind = charge_point->record();
    if (!LessonStore::has_kind(kind)) return done({id + " has not told yet what it is, so nothing was learnt", {}});
    storage::Batch batch = parts_.lessons.forget(kind, lesson);
    if (batch.empty()) return done({"nothing of the name " + lesson + " was learnt", {}});
    std::vector<std::string> chargers;
    for (const auto& [name, other] : parts_.registry.all()) {
        if (!LessonStore::same_kind(other->record(), kind)) continue;
        other->facts().look_up_again(other == charge_point);
        chargers.push_back(other->record().id);
    }
    parts_.storage.write(std::move(batch), [chargers, done = std::move(done)](const storage::Written& written) {
        if (written.durable) return done({"", chargers});
        done({"forgotten until the next start only: it could not be stored", chargers});
    });
}

/// Its password is of this process only, so it counts at once, stored or not.
void ChargerDesk::add_sandbox_charge_point(const std::string& id, const std::string& salt, const std::string& hash) {
    constexpr double kSandboxKw = 11;
    auto charge_point = parts_.registry.find(id);
    if (!charge_point) {
        storage::ChargePointRecord record;
        record.id = id;
        record.environment = canonical::Environment::sandbox;
        record.approved = true;
        record.max_phases = 1;
        record.rated_kw = kSandboxKw;
        record.first_seen = record.last_seen = parts_.time.utc();
        charge_point = parts_.registry.add(std::move(record));
    }
    if (charge_point->record().environment != canonical::Environment::sandbox) {
        throw std::runtime_error("a live charger is named " + id +
                                 ", which --sandbox needs; rename it or leave --sandbox out");
    }
    if (charge_point->record().rated_kw != kSandboxKw) {  // of an earlier version
        OperatorSettings settings = settings_of(charge_point->record());
        settings.rated_kw = kSandboxKw;
        charge_point->operator_changes().change(settings, [](bool) {});
    }
    charge_point->operator_changes().set_password({salt, hash});
    parts_.storage.write({storage::PutChargePoint{charge_point->record()}}, [](const storage::Written&) {});
}

}  // namespace gateway
