#include "gateway/access/charger_security.h"
#include "gateway/log.h"

/// How a charger gets its certificate (security white paper, A02, A03).
namespace gateway {

namespace {

ocpp::SignCertificate::Response answer(ocpp::GenericStatusEnumType status) {
    ocpp::SignCertificate::Response response;
    response.status = status;
    return response;
}

}  // namespace

std::string ChargerSecurity::certificate_name() const {
    return record_.certificate_name.empty() ? record_.id : record_.certificate_name;
}

/// A certificate opens the best door there is: only for who has shown a key or a certificate, and is let in at all.
std::string ChargerSecurity::why_not_to_sign() const {
    if (ports_.login_profile() == 0) return "it has logged in without a password or a certificate";
    if (record_.registration != storage::Registration::accepted)
        return "its registration is " + std::string(to_text(record_.registration));
    return {};
}

void ChargerSecurity::sign(const ocpp::SignCertificate::Request& request, const ocpp::Reply& reply) {
    const SteadyTime now = ports_.time->now();
    if (!signings_) signings_.emplace(kSigningsPerHour / kSecondsPerHour, kSigningBurst, now);
    Signing signing;
    signing.refusal = why_not_to_sign();
    if (signing.refusal.empty() && signings_->ready_at() > now) signing.refusal = "it asks too often";
    if (signing.refusal.empty()) {
        signings_->take(now);
        signing = ports_.sign(request.csr.value, certificate_name());
    }
    if (!signing.refusal.empty()) {
        ports_.log->note(record_.id, security_event::kCertificateRequestRefused, signing.refusal);
        return reply.with(answer(ocpp::GenericStatusEnumType::Rejected));
    }
    reply.with(answer(ocpp::GenericStatusEnumType::Accepted));
    send_certificate(signing);
}

/// Known to the database first: a certificate that is out there can be revoked.
void ChargerSecurity::send_certificate(const Signing& signing) {
    storage::IssuedCertificateRecord row;
    row.serial_number = signing.certificate.serial;
    row.charge_point_id = record_.id;
    row.chain = signing.chain;
    row.issued_at = ports_.time->utc();
    row.expires_at = std::chrono::time_point_cast<std::chrono::milliseconds>(signing.certificate.not_after);
    ports_.write({storage::PutIssuedCertificate{row}}, [this, row](const storage::Written& written) {
        if (!written.durable)
            return ports_.log->note(record_.id, security_event::kCertificateRequestRefused, "it could not be stored");
        if (ports_.issued) ports_.issued(row);
        ports_.certificate_signed({row.chain}, [this](const auto& outcome) { certificate_answered(outcome); });
    });
}

void ChargerSecurity::certificate_answered(const ocpp::Outcome<ocpp::CertificateSigned>& outcome) {
    const auto* response = std::get_if<ocpp::CertificateSigned::Response>(&outcome);
    const bool taken = response != nullptr && response->status == ocpp::CertificateSignedStatusEnumType::Accepted;
    if (taken) return log::info("charger.certificate", record_.id + " took its new certificate");
    ports_.log->note(record_.id, security_event::kCertificateNotTaken,
                     response != nullptr ? response->status.text() : "no clear answer");
}

}  // namespace gateway
