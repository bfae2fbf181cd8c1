#include "gateway/access/registration.h"

#include <cmath>

namespace gateway {

namespace {

using storage::Registration;

constexpr double kLeastShare = 0.8, kMostShare = 1.2;  // CF-062

ocpp::RegistrationStatus status_of(Registration registration) {
    if (registration == Registration::pending) return ocpp::RegistrationStatus::Pending;
    if (registration == Registration::rejected) return ocpp::RegistrationStatus::Rejected;
    return ocpp::RegistrationStatus::Accepted;
}

std::int64_t interval_of(Registration registration, const ControlTimings& timings, double spread) {
    if (registration == Registration::accepted) return timings.heartbeat_interval_s;
    return std::llround(timings.boot_retry_interval_s * (kLeastShare + spread * (kMostShare - kLeastShare)));
}

}  // namespace

ocpp::BootNotification::Response boot_answer(Registration registration, const ControlTimings& timings, UtcTime now,
                                             double spread) {
    ocpp::BootNotification::Response response;
    response.status = status_of(registration);
    response.currentTime = now;
    response.interval = interval_of(registration, timings, spread);
    return response;
}

std::string why_not_to_send(const storage::ChargePointRecord& charge_point, const std::string& action) {
    const Registration registration = charge_point.registration;
    if (registration == Registration::rejected)
        return "the charger is rejected: nothing is sent to it until `chargers set " + charge_point.id +
               " registration=accepted`";
    const bool is_remote = action == "RemoteStartTransaction" || action == "RemoteStopTransaction";
    if (registration == Registration::pending && is_remote)
        return "the charger is pending: " + action + " has to wait until its BootNotification is accepted";
    return {};
}

std::string why_not_to_trigger(const storage::ChargePointRecord& charge_point, const std::string& message,
                               bool forced) {
    const bool is_accepted = charge_point.registration == Registration::accepted && charge_point.boot_accepted;
    if (message != "BootNotification" || !is_accepted || forced) return {};
    return "the charger's BootNotification was accepted already, so it is not asked for again unless that is forced";
}

void UnacceptedCalls::asked_for(const std::string& message) {
    constexpr std::size_t kMostAskedFor = 16;  // more than there are messages to ask for
    if (triggered_.size() >= kMostAskedFor) return;
    if (message == "SignChargePointCertificate") triggered_.insert("SignCertificate");
    else triggered_.insert(message);
    if (message == "FirmwareStatusNotification") triggered_.insert("SignedFirmwareStatusNotification");
}

bool UnacceptedCalls::admit(const std::string& action, const storage::ChargePointRecord& charge_point,
                            ocpp::Strictness strictness) {
    if (strictness == ocpp::Strictness::lenient || action == ocpp::BootNotification::action) return true;
    if (charge_point.registration == Registration::accepted && charge_point.boot_accepted) return true;
    return charge_point.registration == Registration::pending && triggered_.erase(action) > 0;
}

}  // namespace gateway
