#pragma once

#include <functional>
#include <set>
#include <string>

#include "gateway/link/charger_link.h"
#include "storage/records.h"

/// Whether a known charger may come in, by its security profile (security white paper, section 2; A00). Pure.
namespace gateway {

/// A password against salt and hash.
using VerifyPassword =
    std::function<bool(const std::string& password, const std::string& salt, const std::string& hash)>;

struct AdmissionRules {
    const VerifyPassword& verify_password;  ///< empty: no password is right
    const std::string& cpo_name;            ///< the organisation in client certificates (A00.FR.404); empty: any
    const std::set<std::string>& revoked;   ///< serial numbers of certificates that we issued and took back
};

struct AdmissionVerdict {
    int http_status = 101;
    /// Profile of an accepted login: 0 to 3.
    int security_profile = 0;
    /// It came with the key that is on its way to it (A01): that one counts from now on.
    bool with_next_password = false;
    /// A security event to record: type and what there is to say; empty: none.
    std::string event, event_text;
};

AdmissionVerdict judge_admission(const storage::ChargePointRecord& record, const UpgradeRequest& request,
                                 const AdmissionRules& rules);

namespace security_event {
constexpr const char* kAttemptedDowngrade = "attempted downgrade";
constexpr const char* kWrongPassword = "wrong password";
constexpr const char* kUsernameOfAnother = "username of another";
constexpr const char* kClientCertificateRefused = "client certificate refused";
constexpr const char* kCertificateRequestRefused = "certificate request refused";
constexpr const char* kIdentityClash = "identity clash";
constexpr const char* kCertificateNotTaken = "certificate not taken";
}  // namespace security_event

}  // namespace gateway
