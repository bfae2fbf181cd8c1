#include "gateway/site/site.h"

/// The Site's word on a known charger's login: profile, password, certificate.
namespace gateway {

namespace {

constexpr int kTooManyRequests = 429;

}  // namespace

Admission Site::admit_known(ChargePoint& charge_point, const UpgradeRequest& request) {
    const std::string id = charge_point.record().id;
    const AdmissionVerdict verdict = judge_admission(charge_point.record(), request, admission_rules());
    const SteadyTime now = time_.now();
    const bool has_twin = charge_point.is_connected() && charge_point.identity().is_clash(now);
    if (verdict.http_status == 101 && has_twin && !charge_point.identity().newer_may_try(now))
        return Admission::refuse(kTooManyRequests);
    if (verdict.http_status == 101) {
        charge_point.security().logged_in(verdict, request.remote_address);
        return Admission::admit(id, verdict.security_profile);
    }
    if (!verdict.event.empty()) {
        const std::string text = verdict.event_text.empty() ? "" : verdict.event_text + " ";
        security_log_.note(id, verdict.event, text + "from " + request.remote_address);
    }
    return Admission::refuse(verdict.http_status);
}

}  // namespace gateway
