#include "gateway/charge_point/meter_values_intake.h"

#include <algorithm>

#include "gateway/most_connectors.h"
#include "gateway/transactions/stored_payload.h"

namespace gateway {

namespace {

/// How long ago the newest of them was measured: they may be told again, or have waited.
std::chrono::milliseconds age_of(const ocpp::MeterValues::Request& values, const ClockLag& clock, UtcTime utc) {
    std::optional<std::chrono::milliseconds> age;
    for (const auto& each : values.meterValue) {
        const auto of_this = clock.age_of(each.timestamp, utc);
        age = std::min(age.value_or(of_this), of_this);
    }
    return age.value_or(std::chrono::milliseconds(0));
}

bool is_of_before(const ocpp::MeterValues::Request& values, std::optional<UtcTime> began) {
    return began && std::all_of(values.meterValue.begin(), values.meterValue.end(), [&](const ocpp::MeterValue& value) {
               return value.timestamp.time && *value.timestamp.time < *began;
           });
}

}  // namespace

/// True: it was refused.
bool MeterValuesIntake::refuse_commas(const ocpp::MeterValues::Request& request, const ocpp::Reply& reply) {
    const int commas = decimal_commas(request.meterValue);
    const bool refused = commas > 0 && ports_.strictness() == ocpp::Strictness::strict;
    if (refused)
        reply.refuse(
            {ocpp::ErrorCode::TypeConstraintViolation, "meterValue: a number has a comma where a point is due"});
    for (int i = 0; i < commas && !refused; ++i) parts_.quirks.raise(ocpp::Quirk::unusable_value);
    return refused;
}

bool MeterValuesIntake::is_history(const ocpp::MeterValues::Request& values) const {
    constexpr std::chrono::minutes kLateDelivery{2};
    const auto limit = std::max<std::chrono::milliseconds>(2 * ports_.meter_interval(), kLateDelivery);
    return std::all_of(values.meterValue.begin(), values.meterValue.end(), [&](const ocpp::MeterValue& value) {
        return parts_.clock_lag.is_older_than(limit, value.timestamp, parts_.time.utc());
    });
}

void MeterValuesIntake::take(const ocpp::MeterValues::Request& request, const ocpp::Call& call,
                             const ocpp::Reply& reply) {
    if (refuse_commas(request, reply)) return;
    const auto transaction = request.transactionId;
    Whose whose;
    whose.has_ended = transaction && parts_.sessions.has_ended(*transaction);
    whose.is_foreign = transaction && ports_.is_foreign(*transaction);
    whose.connector = ports_.connector(parts_.sessions.connector_meant(request));
    if (whose.connector != nullptr) {
        if (transaction && !whose.has_ended && !whose.is_foreign) ports_.adopt(whose.connector->view, *transaction);
        if (!whose.has_ended && !request.meterValue.empty()) ports_.clock_heard(request.meterValue.back().timestamp);
        whose.is_live = !is_history(request);
        show(request, whose);
    }
    keep(request, call, whose, reply);
}

/// What they prove of now.
void MeterValuesIntake::show(const ocpp::MeterValues::Request& request, const Whose& whose) {
    Connector& where = *whose.connector;
    const SteadyTime now = parts_.time.now();
    // While the clock of a charger that is far behind is not understood, its values may as well be that old.
    constexpr std::chrono::minutes kTooOld{2};
    const auto age = age_of(request, parts_.clock_lag, parts_.time.utc());
    const bool counts = whose.is_live && age <= kTooOld;
    const SteadyTime measured_at = now - age;
    const bool flows_on = counts && where.watch_flow(request, measured_at);
    where.on_meter_values(request, counts && (!whose.has_ended || flows_on), measured_at, now);
    if (whose.is_live) parts_.sessions.ledger().registers().told(where.view.connector_id, request.meterValue);
    if (flows_on && where.proves_flow(measured_at) && whose.has_ended && !whose.is_foreign)
        ports_.resume(where.view, *request.transactionId);
    if (where.transaction_lost_at()) parts_.lost_sessions.watch();
    shared_meter_.watch(parts_.connectors, now);
    if (request.transactionId && !whose.has_ended && !whose.is_foreign && where.shows_life(now))
        parts_.lost_sessions.confirm(where.view.connector_id, *request.transactionId);
    ports_.values_came(where.view.connector_id);
}

/// What of them is stored: for the session that they are of.
void MeterValuesIntake::keep(const ocpp::MeterValues::Request& request, const ocpp::Call& call, const Whose& whose,
                             const ocpp::Reply& reply) {
    const auto transaction = request.transactionId;
    const auto& record = parts_.record;
    const auto number = static_cast<int>(std::clamp<std::int64_t>(request.connectorId, -1, kMostConnectors + 1));
    storage::Batch batch;
    const bool is_kept = transaction || number == 0;
    storage::MeterValuesRecord row{record.id, number, transaction, is_kept ? payload_text(call) : std::string(),
                                   parts_.time.utc()};
    if (!transaction && number == 0) parts_.reports.station_values(row);
    const ConnectorView* where = whose.connector == nullptr ? nullptr : &whose.connector->view;
    auto* session =
        whose.is_foreign ? nullptr : parts_.sessions.followed(parts_.sessions.session_of_values(request, where));
    if (transaction && session != nullptr && !whose.has_ended) row.transaction_id = session->id;
    if (transaction) batch.push_back(storage::AppendMeterValues{std::move(row)});
    if (session != nullptr && (whose.is_live || transaction || !is_of_before(request, session->began.at))) {
        const SessionLedger::Telling telling{parts_.time.utc(), most_possible_kw(record.rated_kw),
                                             transaction.has_value()};
        parts_.sessions.ledger().ingest(*session, request.meterValue, telling, batch);
    }
    if (batch.empty()) return reply.with(ocpp::Empty{});
    parts_.writes.write(std::move(batch), [reply](const storage::Written& written) {
        if (written.durable) return reply.with(ocpp::Empty{});
        reply.refuse({ocpp::ErrorCode::InternalError, "the values could not be stored; please send them again"});
    });
}

}  // namespace gateway
