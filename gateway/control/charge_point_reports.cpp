#include "gateway/control/charge_point.h"
#include "gateway/log.h"

/// What a charger reports that steers nothing.
namespace gateway {

void ChargePoint::security_event(const ocpp::SecurityEventNotification::Request& request, ocpp::Reply reply) {
    storage::SecurityEventRecord row;
    row.charge_point_id = record_.id;
    row.type = request.type.value;
    row.timestamp = request.timestamp.time ? ocpp::to_text(*request.timestamp.time) : request.timestamp.text;
    if (request.techInfo) row.tech_info = request.techInfo->value;
    row.received_at = services_.time.utc();
    write({storage::AppendSecurityEvent{std::move(row)}}, [reply](const storage::Written& written) {
        if (written.durable) return reply.with(ocpp::Empty{});
        reply.refuse({ocpp::ErrorCode::InternalError, "the event could not be stored; please send it again"});
    });
}

void ChargePoint::note_security(const std::string& type, const std::string& text) {
    if (!reports_.may_note(services_.time.now())) return;
    log::warning("charger.security", record_.id + ": " + type + ", " + text);
    const UtcTime now = services_.time.utc();
    write({storage::AppendSecurityEvent{{0, record_.id, type, ocpp::to_text(now), text, now}}}, nullptr);
}

}  // namespace gateway
