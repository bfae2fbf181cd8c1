#include "gateway/admin/certificate_commands.h"

#include "canonical/time.h"
#include "json/ascii.h"

namespace gateway {

namespace {

constexpr const char* kNoSuchCertificate = "no certificate of that serial number was signed here";

/// As `openssl x509 -serial` prints it, in any case and with or without colons.
std::string plain_serial(const std::string& given) {
    std::string serial;
    for (const char c : given) {
        if (c == ':') continue;
        serial += c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return serial;
}

std::string line_of(const storage::IssuedCertificateRecord& row) {
    return row.serial_number + "  " + row.charge_point_id + "  until " + canonical::to_text(row.expires_at) +
           (row.revoked_at ? "  revoked " + canonical::to_text(*row.revoked_at) : "") + "\n";
}

}  // namespace

void run_certificate_command(const AdminRequest& request, Site& site, const AdminAnswered& answered) {
    if (request.command == "certificates list") {
        std::string list;
        for (const auto& [serial, row] : site.admission().certificates().all()) list += line_of(row);
        return answered({true, list});
    }
    const std::string serial = plain_serial(request.serial);
    site.chargers().revoke_certificate(serial, [serial, answered](ChargerDesk::Revocation revocation) {
        switch (revocation) {
            case ChargerDesk::Revocation::done:
                return answered({true, "revoked " + serial + "\n"});
            case ChargerDesk::Revocation::unknown:
                return answered({false, kNoSuchCertificate});
            case ChargerDesk::Revocation::failed:
                return answered({false, "it could not be stored, so it is not revoked"});
        }
    });
}

AdminAnswer run_certificate_command(const AdminRequest& request, storage::DirectStorage& storage,
                                    const storage::Snapshot& snapshot, UtcTime now) {
    if (request.command == "certificates list") {
        std::string list;
        for (const auto& row : snapshot.issued_certificates) list += line_of(row);
        return {true, list};
    }
    const std::string serial = plain_serial(request.serial);
    for (auto row : snapshot.issued_certificates) {
        if (row.serial_number != serial) continue;
        if (!row.revoked_at) row.revoked_at = now;
        return when_stored(storage.write({storage::PutIssuedCertificate{row}}), "revoked " + serial + "\n");
    }
    return {false, kNoSuchCertificate};
}

}  // namespace gateway
