#include <algorithm>

#include "gateway/charge_point/charge_point.h"

/// The readings of a charger: whose they are, and which session they show.
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

void ChargePoint::meter_values(const ocpp::MeterValues::Request& request, std::string payload,
                               ocpp::Reply reply) {
    const int commas = decimal_commas(request.meterValue);
    if (commas > 0 && strictness() == ocpp::Strictness::strict)
        return reply.refuse({ocpp::ErrorCode::TypeConstraintViolation, "meterValue: a number has a comma where a point is due"});
    for (int i = 0; i < commas; ++i) quirks_.raise(ocpp::Quirk::unusable_value);
    const auto transaction = request.transactionId;
    const bool ended = transaction && has_ended(*transaction);
    const bool is_foreign = transaction && note_if_foreign(*transaction, "MeterValues");
    storage::Batch batch;
    Connector* where = whose_values(request);
    bool is_live = true;
    if (where != nullptr) {
        if (transaction && !ended && !is_foreign) adopt_transaction(*where, *transaction);
        if (!ended && !request.meterValue.empty()) note_clock(request.meterValue.back().timestamp);
        is_live = !is_history(request);
        // While the clock of a charger that is far behind is not understood, its values may as well be that old.
        constexpr std::chrono::minutes kTooOld{2};
        const auto age = age_of(request, clock_lag_, services_.time.utc());
        const bool counts = is_live && age <= kTooOld;
        const SteadyTime measured_at = services_.time.now() - age;
        const bool flows_on = counts && where->watch_flow(request, measured_at);
        where->on_meter_values(request, counts && (!ended || flows_on), measured_at, services_.time.now());
        ledger_.registers().told(where->view.connector_id, request.meterValue);
        shared_meter_.watch(connectors_, services_.time.now());
        if (transaction && !ended && !is_foreign && where->shows_life(services_.time.now()))
            confirm_transaction(where->view.connector_id, *transaction);
        heard(ocpp::MessageTrigger::MeterValues, where->view.connector_id);
        refreshed(where->view.connector_id);
    }
    const auto number = static_cast<int>(std::clamp<std::int64_t>(request.connectorId, -1, kMostConnectors + 1));
    storage::MeterValuesRecord row{record_.id, number, transaction, std::move(payload), services_.time.utc()};
    if (!transaction && number == 0) reports_.station_values(row);
    auto* session = is_foreign ? nullptr : followed(session_of_values(request, where));
    if (transaction && session != nullptr && !ended) row.transaction_id = session->id;
    if (transaction) batch.push_back(storage::AppendMeterValues{std::move(row)});
    if (session != nullptr && (is_live || transaction || !is_of_before(request, session->began.at))) {
        const SessionLedger::Telling telling{services_.time.utc(), most_possible_kw(record_.rated_kw), transaction.has_value()};
        SessionLedger::ingest(*session, request.meterValue, telling, batch);
    }
    if (batch.empty()) return reply.with(ocpp::Empty{});
    write(std::move(batch), [reply](const storage::Written& written) {
        if (written.durable) return reply.with(ocpp::Empty{});
        reply.refuse(
            {ocpp::ErrorCode::InternalError, "the values could not be stored; please send them again"});
    });
}

/// Connector 0 is the station's meter: the connector's own only where there is just one and it has none
/// (quirk 69).
Connector* ChargePoint::connector_of_meter(std::int64_t connector_id) {
    if (connector_id >= 1) return connector(connector_id);
    if (connectors_.size() != 1) return nullptr;
    Connector* only = connectors_.begin()->second.get();
    return only->accepts_station_meter(services_.time.now()) ? only : nullptr;
}

/// A session goes on that we do not know, or under another id than ours: the charger's word counts (quirks
/// 52, 108).
void ChargePoint::adopt_transaction(Connector& connector, std::int64_t id) {
    using ocpp::ChargePointStatus;
    auto& open = connector.view.observed.transaction;
    if (!is_sound_transaction_id(id) || (open && open->id == id)) return;
    const auto status = connector.view.observed.status;
    const bool in_session = status == ChargePointStatus::Charging ||
                            status == ChargePointStatus::SuspendedEV ||
                            status == ChargePointStatus::SuspendedEVSE;
    if (open) {
        open->id = id;
        connector.view.remote_stop = {};  // one with the other id could not succeed
    } else if (in_session) {
        connector.on_transaction_opened({id, services_.time.now(), 0, {}});
        connector.view.tx_profile_may_be_installed = connector.view.profile_may_be_installed;
    }
}

}  // namespace gateway
