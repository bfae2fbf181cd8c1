#include "gateway/translate/connector_status.h"

#include "gateway/translate/meter_readings.h"

namespace gateway {

namespace {

using canonical::DeviceStatus;
using ocpp::ChargePointStatus;

constexpr double kContradictionKw = 0.3;  // above: the status must be stale (quirks 109, 112)

CanonicalStatus charging() { return {DeviceStatus::charging, true, true}; }
CanonicalStatus plugged(DeviceStatus status) { return {status, true, false}; }

CanonicalStatus while_charging(const StatusFacts& facts) {
    const bool flows = !facts.power_kw || *facts.power_kw > kFlowingKw;
    if (flows) return charging();
    if (facts.held_by_our_limit) return plugged(DeviceStatus::paused);
    if (facts.draws_nothing_for_long) return plugged(DeviceStatus::connected);
    return {DeviceStatus::charging, true, false};
}

CanonicalStatus while_suspended(const StatusFacts& facts) {
    if (facts.power_kw.value_or(0) > kContradictionKw) return charging();
    const bool by_charger = facts.status == ChargePointStatus::SuspendedEVSE;
    return plugged(facts.held_by_our_limit || by_charger ? DeviceStatus::paused : DeviceStatus::connected);
}

CanonicalStatus without_status(const StatusFacts& facts) {
    const bool flows = facts.power_kw.value_or(0) > kFlowingKw;
    const bool plugged = facts.was_plugged || facts.transaction_open || flows;
    return {flows ? DeviceStatus::charging : DeviceStatus::unknown, plugged, flows};
}

}  // namespace

CanonicalStatus to_canonical_status(const StatusFacts& facts) {
    if (!facts.status) return without_status(facts);
    // A status that leaves no power stays as it is told; what flows all the same is never denied.
    const bool flows = facts.power_kw.value_or(0) > kContradictionKw;
    if (facts.session_ended_without_status && means_plugged(*facts.status))
        return {DeviceStatus::finishing, true, flows};
    const bool plugged_before = facts.was_plugged || facts.transaction_open;
    switch (*facts.status) {
        case ChargePointStatus::Available:
            if (flows) return charging();
            return facts.transaction_open ? plugged(DeviceStatus::connected)
                                          : CanonicalStatus{DeviceStatus::available, false, false};
        case ChargePointStatus::Preparing:
            return flows ? charging() : plugged(DeviceStatus::connected);
        case ChargePointStatus::Charging:
            return while_charging(facts);
        case ChargePointStatus::SuspendedEV:
        case ChargePointStatus::SuspendedEVSE:
            return while_suspended(facts);
        case ChargePointStatus::Finishing:
            return {DeviceStatus::finishing, true, flows};
        case ChargePointStatus::Reserved:
            return {DeviceStatus::reserved, flows, flows};
        case ChargePointStatus::Unavailable:
            return {DeviceStatus::unavailable, plugged_before || flows, flows};
        case ChargePointStatus::Faulted:
            return {DeviceStatus::faulted, plugged_before || flows, flows};
    }
    return without_status(facts);
}

bool leaves_no_power(ChargePointStatus status, bool sample_is_newer) {
    switch (status) {
        case ChargePointStatus::Available:
        case ChargePointStatus::Finishing:
        case ChargePointStatus::Unavailable:
        case ChargePointStatus::SuspendedEV:
        case ChargePointStatus::SuspendedEVSE:
            return !sample_is_newer;
        case ChargePointStatus::Preparing:
        case ChargePointStatus::Charging:
        case ChargePointStatus::Reserved:
        case ChargePointStatus::Faulted:
            return false;
    }
    return false;
}

bool means_plugged(ChargePointStatus status) {
    switch (status) {
        case ChargePointStatus::Preparing:
        case ChargePointStatus::Charging:
        case ChargePointStatus::SuspendedEV:
        case ChargePointStatus::SuspendedEVSE:
        case ChargePointStatus::Finishing:
            return true;
        case ChargePointStatus::Available:
        case ChargePointStatus::Reserved:
        case ChargePointStatus::Unavailable:
        case ChargePointStatus::Faulted:
            return false;
    }
    return false;
}

bool tells_about_vehicle(ChargePointStatus status) {
    return status != ChargePointStatus::Unavailable && status != ChargePointStatus::Faulted;
}

bool means_suspended(ChargePointStatus status) {
    return status == ChargePointStatus::SuspendedEV || status == ChargePointStatus::SuspendedEVSE;
}

bool means_session(ChargePointStatus status) {
    return status == ChargePointStatus::Charging || means_suspended(status);
}

}  // namespace gateway
