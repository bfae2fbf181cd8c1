#pragma once

#include <functional>
#include <optional>
#include <string>

#include "gateway/access/admission.h"
#include "gateway/access/security_log.h"
#include "gateway/access/stored_password.h"
#include "gateway/security/certificate_authority.h"
#include "ocpp/call_queue.h"
#include "ocpp/call_table.h"
#include "ocpp/messages/certificates.h"
#include "ocpp/messages/core.h"
#include "ocpp/messages/notifications.h"
#include "storage/records.h"

namespace gateway {

/// Password, profile and keys of one charger (security white paper, A01, A05). Part of the ChargePoint, whose record it
/// changes; io thread.
class ChargerSecurity {
  public:
    using Stored = std::function<void(const storage::Written&)>;
    struct Ports {
        std::function<void(storage::Batch, Stored)> write;
        std::function<void(const ocpp::ChangeConfiguration::Request&,
                           std::function<void(const ocpp::Outcome<ocpp::ChangeConfiguration>&)>)>
            change_configuration;
        std::function<void()> store_until_durable;  ///< the record
        std::function<int()> login_profile;         ///< of the present connection
        std::function<void(const ocpp::CertificateSigned::Request&,
                           std::function<void(const ocpp::Outcome<ocpp::CertificateSigned>&)>)>
            certificate_signed;
        std::function<Signing(const std::string& csr, const std::string& common_name)> sign;
        std::function<void(const storage::IssuedCertificateRecord&)> issued;  ///< it is on disk
        SecurityLog* log = nullptr;
        Time* time = nullptr;
    };
    /// What became of a new key; the text says so to the operator, without the key.
    struct Rotation {
        bool accepted = false;
        std::string text;
    };

    ChargerSecurity(storage::ChargePointRecord& record, Ports ports) : record_(record), ports_(std::move(ports)) {}

    /// A login came through: the profile never goes down again, and a new key that was used counts from now on.
    void logged_in(const AdmissionVerdict& verdict);

    /// Sends a new AuthorizationKey and makes it the charger's when it says Accepted. Stored before it is sent:
    /// whatever happens in between, the old or the new key opens the door until the new one was used.
    void rotate_key(const std::string& key, const StoredPassword& hash, std::function<void(const Rotation&)> done);

    /// A SecurityEventNotification is on disk before it is answered.
    void report(const ocpp::SecurityEventNotification::Request& event, const ocpp::Reply& reply);
    /// A SignCertificate: Accepted when it was signed, and then the chain follows as a CertificateSigned (A02).
    void sign(const ocpp::SignCertificate::Request& request, const ocpp::Reply& reply);

    /// A new key is under way: no other may be set before it is clear which one the charger has.
    bool is_rotating() const { return rotating_; }

    static constexpr double kSigningsPerHour = 12, kSigningBurst = 6;

  private:
    void put_next(const StoredPassword& next);
    std::string certificate_name() const;
    std::string why_not_to_sign() const;
    void send_certificate(const Signing& signing);
    void certificate_answered(const ocpp::Outcome<ocpp::CertificateSigned>& outcome);
    void use_next();
    void send_key(const std::string& key, std::function<void(const Rotation&)> done);
    Rotation judge(const ocpp::Outcome<ocpp::ChangeConfiguration>& outcome);

    storage::ChargePointRecord& record_;
    Ports ports_;
    std::optional<TokenBucket> signings_;
    bool rotating_ = false;
    /// It came back with the old key after a new one was left in doubt, so it has not taken that one.
    bool old_key_seen_since_change_ = false;
};

}  // namespace gateway
