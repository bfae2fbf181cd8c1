#include "gateway/charge_point/charge_point.h"
#include "gateway/log.h"

/// What a charger reports that steers nothing.
namespace gateway {

void ChargePoint::note_security(const std::string& type, const std::string& text) {
    if (!reports_.may_note(services_.time.now())) return;
    log::warning("charger.security", record_.id + ": " + type + ", " + text);
    const UtcTime now = services_.time.utc();
    write({storage::AppendSecurityEvent{{0, record_.id, type, ocpp::to_text(now), text, now}}}, nullptr);
}

}  // namespace gateway
