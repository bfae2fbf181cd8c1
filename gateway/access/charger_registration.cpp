#include "gateway/access/charger_registration.h"

#include "gateway/access/admission.h"
#include "gateway/log.h"
#include "gateway/random.h"

namespace gateway {

namespace {

using storage::Registration;

/// 0 to 1 in 256 steps, which is finer than whole seconds need.
double random_share() { return static_cast<unsigned char>(random_bytes(1).front()) / 255.0; }

void put_boot_data(const ocpp::BootNotification::Request& request, UtcTime now, storage::ChargePointRecord& record) {
    const auto text = [](const auto& optional) { return optional ? optional->value : std::string(); };
    record.vendor = request.chargePointVendor.value;
    record.model = request.chargePointModel.value;
    record.firmware_version = text(request.firmwareVersion);
    record.boot_accepted = record.registration == Registration::accepted;
    record.last_seen = now;
}

}  // namespace

ChargerRegistration::ChargerRegistration(Time& time, const ControlTimings& timings, storage::ChargePointRecord& record,
                                         Ports ports)
    : time_(time), timings_(timings), record_(record), ports_(std::move(ports)), gate_(timings) {
    identity_.remember_serial(record_.serial_number);
    if (record_.registration != Registration::accepted) gate_.hold();
}

void ChargerRegistration::boot(const ocpp::BootNotification::Request& request, ocpp::Reply reply) {
    const storage::ChargePointRecord before = record_;
    put_boot_data(request, time_.utc(), record_);
    put_serial(IdentityWatch::serial_of(request));
    const bool same_kind = before.vendor == record_.vendor && before.model == record_.model &&
                           before.firmware_version == record_.firmware_version;
    if (!same_kind) ports_.kind_changed();
    take_boot(same_kind);
    if (identity_.booted(request, time_.now())) ports_.note_security(security_event::kIdentityClash, identity_.words());
    ports_.store_record([this, reply, registration = record_.registration] {
        reply.with(boot_answer(registration, timings_, time_.utc(), random_share()));
    });
    log::info("charger.booted", record_.id + ": " + record_.vendor + " " + record_.model + " " +
                                    record_.firmware_version + ", " + std::string(to_text(record_.registration)));
}

/// By the same rule as the address: the record, which outlives the process, tells which box was here before.
void ChargerRegistration::put_serial(const std::string& told) {
    const bool is_the_charger = has_shown_key_ || record_.serial_number.empty() || identity_.is_settled(time_.now());
    if (!is_the_charger) return;
    record_.serial_number = told;
    identity_.remember_serial(told);
}

/// It did restart; one that is turned away hears nothing of ours before it is taken in.
void ChargerRegistration::take_boot(bool same_kind) {
    ports_.booted();
    if (record_.registration != Registration::accepted)
        return gate_.hold();  // it boots again and again, by our own interval
    if (gate_.boot_accepted(time_.now())) ports_.restarted(same_kind);
    ports_.taken_in(same_kind);
}

void ChargerRegistration::changed(Registration before, bool is_connected) {
    if (record_.registration == before) return;
    if (record_.registration != Registration::accepted) {
        record_.boot_accepted = false;
        return gate_.hold();
    }
    gate_.release();
    if (is_connected) gate_.link_opened(time_.now(), record_.boot_accepted);
}

void ChargerRegistration::link_opened(const std::string& address, int security_profile, SteadyTime now) {
    if (record_.remote_address.empty() || security_profile > 0) record_.remote_address = address;
    has_shown_key_ = security_profile > 0;
    identity_.link_opened(now);
    gate_.link_opened(now, record_.boot_accepted);
    unaccepted_calls_.link_opened();
}

void ChargerRegistration::link_closed(const std::string& address, SteadyTime now) {
    gate_.link_closed();
    if (!identity_.is_settled(now)) return;
    identity_.settle();
    record_.serial_number = identity_.known_serial();
    record_.remote_address = address;
}

}  // namespace gateway
