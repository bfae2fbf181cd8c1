#include "gateway/access/admission.h"

#include "json/ascii.h"

namespace gateway {

namespace {

constexpr int kWithPassword = 1, kWithTls = 2, kWithCertificate = 3;

AdmissionVerdict refused(int status, const char* kEvent, std::string text) {
    AdmissionVerdict verdict;
    verdict.http_status = status;
    verdict.event = kEvent;
    verdict.event_text = std::move(text);
    return verdict;
}

AdmissionVerdict accepted(int security_profile, bool with_next_password = false) {
    AdmissionVerdict verdict;
    verdict.security_profile = security_profile;
    verdict.with_next_password = with_next_password;
    return verdict;
}

/// TLS has verified the chain and the dates; whose it is, only we can say (A00.FR.403 to 405).
AdmissionVerdict judge_certificate(const storage::ChargePointRecord& record, const UpgradeRequest& request,
                                   const AdmissionRules& rules) {
    constexpr const char* kEvent = security_event::kClientCertificateRefused;
    if (!request.certificate) return refused(403, kEvent, "none was shown");
    const CertificateFacts& shown = *request.certificate;
    const std::string& name = record.certificate_name.empty() ? record.id : record.certificate_name;
    if (!json::equal_ignoring_case(shown.common_name, name))
        return refused(403, kEvent, "it names " + shown.common_name);
    if (!rules.cpo_name.empty() && shown.organization != rules.cpo_name) {
        return refused(403, kEvent, "its organisation is " + shown.organization);
    }
    if (rules.revoked.count(shown.serial) > 0) return refused(403, kEvent, "it was revoked: " + shown.serial);
    return accepted(kWithCertificate);
}

AdmissionVerdict judge_password(const storage::ChargePointRecord& record, const UpgradeRequest& request,
                                const AdmissionRules& rules) {
    const bool over_tls = request.security_profile >= kWithTls;
    const int profile = over_tls ? kWithTls : kWithPassword;
    const bool has_password = !record.password_hash.empty();
    if (request.credentials && rules.verify_password) {
        const auto& [username, password] = *request.credentials;
        const bool is_named = json::equal_ignoring_case(username, record.id);
        if (has_password && !is_named)
            return refused(401, security_event::kUsernameOfAnother, "");  // what stands there may be a key
        const auto fits = [&](const std::string& salt, const std::string& hash) {
            return is_named && !hash.empty() && rules.verify_password(password, salt, hash);
        };
        if (fits(record.password_salt, record.password_hash)) return accepted(profile);
        if (fits(record.next_password_salt, record.next_password_hash)) return accepted(profile, true);
    }
    if (!has_password && !over_tls) return accepted(0);
    if (!has_password) return refused(401, "", "");  // profile 2 without a password is none
    return refused(401, request.credentials ? security_event::kWrongPassword : "", "");
}

}  // namespace

AdmissionVerdict judge_admission(const storage::ChargePointRecord& record, const UpgradeRequest& request,
                                 const AdmissionRules& rules) {
    AdmissionVerdict verdict = request.security_profile >= kWithCertificate ? judge_certificate(record, request, rules)
                                                                            : judge_password(record, request, rules);
    if (verdict.http_status == 101 && verdict.security_profile < record.security_profile) {
        return refused(403, security_event::kAttemptedDowngrade,
                       "profile " + std::to_string(verdict.security_profile) + " instead of " +
                           std::to_string(record.security_profile));
    }
    return verdict;
}

}  // namespace gateway
