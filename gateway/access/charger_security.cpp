#include "gateway/access/charger_security.h"

#include <algorithm>
#include <utility>

#include "gateway/log.h"

namespace gateway {

namespace {

/// A CALLERROR that says that nothing was done; after an InternalError or GenericError the key may have been taken.
const ocpp::Refused* sure_refusal(const ocpp::Outcome<ocpp::ChangeConfiguration>& outcome) {
    const auto* refused = std::get_if<ocpp::Refused>(&outcome);
    return refused == nullptr || refused->code == "InternalError" || refused->code == "GenericError" ? nullptr
                                                                                                     : refused;
}

}  // namespace

void ChargerSecurity::put_next(const StoredPassword& next) {
    record_.next_password_salt = next.salt;
    record_.next_password_hash = next.hash;
}

void ChargerSecurity::use_next() { put({record_.next_password_salt, record_.next_password_hash}, record_); }

void ChargerSecurity::logged_in(const AdmissionVerdict& verdict) {
    const bool is_higher = verdict.security_profile > record_.security_profile;
    old_key_seen_since_change_ = !verdict.with_next_password && verdict.security_profile > 0;
    if (!is_higher && !verdict.with_next_password) return;
    record_.security_profile = std::max(record_.security_profile, verdict.security_profile);
    if (verdict.with_next_password) use_next();
    if (is_higher) log::info("charger.profile", record_.id + " " + std::to_string(record_.security_profile));
    if (verdict.with_next_password) log::info("charger.new_key", record_.id + " logged in with it");
    ports_.store_until_durable();
}

void ChargerSecurity::rotate_key(const std::string& key, const StoredPassword& hash,
                                 std::function<void(const Rotation&)> done) {
    if (rotating_) return done({false, "a new key is on its way already"});
    const bool is_stale = !record_.next_password_hash.empty() && !old_key_seen_since_change_;
    if (is_stale)
        return done({false, "whether it took an earlier key shows when it logs in again; until then no other is sent"});
    rotating_ = true;
    put_next(hash);
    ports_.write({storage::PutChargePoint{record_}},
                 [this, key, done = std::move(done)](const storage::Written& written) {
                     if (written.durable) return send_key(key, done);
                     rotating_ = false;
                     put_next({});
                     done({false, "it could not be stored, so it was not sent: " + written.error});
                 });
}

void ChargerSecurity::send_key(const std::string& key, std::function<void(const Rotation&)> done) {
    old_key_seen_since_change_ = false;
    ports_.change_configuration({"AuthorizationKey", key}, [this, done = std::move(done)](const auto& outcome) {
        rotating_ = false;
        const Rotation rotation = judge(outcome);
        log::info("charger.key_rotation", record_.id + ": " + rotation.text);
        done(rotation);
    });
}

ChargerSecurity::Rotation ChargerSecurity::judge(const ocpp::Outcome<ocpp::ChangeConfiguration>& outcome) {
    const auto* response = std::get_if<ocpp::ChangeConfiguration::Response>(&outcome);
    const auto* refused = sure_refusal(outcome);
    if (response != nullptr && response->status == ocpp::ConfigurationStatus::Accepted) {
        if (!record_.next_password_hash.empty()) use_next();
        ports_.store_until_durable();
        return {true, "accepted; only the new key is valid from now on"};
    }
    const bool is_no = response != nullptr && (response->status == ocpp::ConfigurationStatus::Rejected ||
                                               response->status == ocpp::ConfigurationStatus::NotSupported);
    if (is_no || refused != nullptr) {
        put_next({});
        ports_.store_until_durable();
        return {false, "the charger answered " + (refused != nullptr ? refused->code : response->status.text()) +
                           "; the old key stays"};
    }
    if (response != nullptr)
        return {true,
                "the charger answered " + response->status.text() + "; both keys are valid until it uses the new one"};
    return {false, "no clear answer; both keys are valid until the charger uses the new one"};
}

void ChargerSecurity::report(const ocpp::SecurityEventNotification::Request& event, const ocpp::Reply& reply) {
    storage::SecurityEventRecord record;
    record.charge_point_id = record_.id;
    record.type = event.type.value;
    record.timestamp = event.timestamp.time ? ocpp::to_text(*event.timestamp.time) : event.timestamp.text;
    record.tech_info = event.techInfo ? event.techInfo->value : std::string();
    record.received_at = ports_.time->utc();
    ports_.log->store(std::move(record), [reply](bool stored) {
        if (stored) return reply.with(ocpp::Empty{});
        reply.refuse({ocpp::ErrorCode::InternalError, "the event could not be stored; please send it again"});
    });
}

}  // namespace gateway
