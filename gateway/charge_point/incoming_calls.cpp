#include "gateway/charge_point/incoming_calls.h"

#include <algorithm>

#include "gateway/transactions/stored_payload.h"
#include "ocpp/all_messages.h"
#include "ocpp/message_index.h"
#include "ocpp/transaction_data.h"

namespace gateway {

namespace {

using ocpp::Call;
using ocpp::Reply;

ocpp::DateTime current_time(ChargePoint& charge_point) { return ocpp::DateTime(charge_point.services().time.utc()); }

/// Notifications that need no more than an acknowledgement; some chargers stop when one is refused.
template <class Message>
void acknowledge(ocpp::CallTable<ChargePoint>& table) {
    table.on<Message>([](ChargePoint&, const typename Message::Request&, const Call&, const Reply& reply) {
        reply.with(typename Message::Response{});
    });
}

void add_core(ocpp::CallTable<ChargePoint>& table) {
    table.on<ocpp::BootNotification>([](ChargePoint& from, const auto& request, const Call&, const Reply& reply) {
        from.registration().boot(request, reply);
    });
    table.on<ocpp::Heartbeat>([](ChargePoint& from, const auto&, const Call&, const Reply& reply) {
        reply.with(ocpp::Heartbeat::Response{current_time(from)});
    });
    table.on<ocpp::StatusNotification>([](ChargePoint& from, const auto& request, const Call&, const Reply& reply) {
        from.status(request);
        reply.with(ocpp::Empty{});
    });
    table.on<ocpp::Authorize>([](ChargePoint& from, const auto& request, const Call&, const Reply& reply) {
        reply.with(ocpp::Authorize::Response{from.tags().authorise(request.idTag.value)});
    });
    table.on<ocpp::DataTransfer>([](ChargePoint& from, const auto& request, const Call&, const Reply& reply) {
        // Some go on asking until they are accepted (quirk 39).
        const auto& known = from.facts().traits().data_transfer_vendors;
        const bool is_known = std::find(known.begin(), known.end(), request.vendorId.value) != known.end();
        ocpp::DataTransfer::Response response;
        response.status = is_known ? ocpp::DataTransferStatus::Accepted : ocpp::DataTransferStatus::UnknownVendorId;
        const bool is_to_the_letter = from.strictness() == ocpp::Strictness::strict;  // no message of theirs is known
        if (is_known && request.messageId && is_to_the_letter)
            response.status = ocpp::DataTransferStatus::UnknownMessageId;
        reply.with(response);
    });
}

/// Hours of samples: what was set aside when the frame was read is put back where it belongs.
void stop_in_parts(ChargePoint& from, ocpp::StopTransaction::Request request, const Call& call, const Reply& reply) {
    constexpr std::string_view kEmpty = R"("transactionData":[])";
    std::string payload = call.payload ? call.payload->to_json() : "{}";  // compact, so that the place is found
    ocpp::TransactionData data;
    try {
        data = ocpp::read_transaction_data(call.transaction_data, from.strictness(), from.quirks());
    } catch (const json::ParseError& error) {
        throw ocpp::CallError(ocpp::ErrorCode::FormationViolation, error.what());
    }
    request.transactionData = std::move(data.values);
    const auto place = payload.find(kEmpty);
    if (place != std::string::npos) payload.replace(place + kEmpty.size() - 2, 2, data.text);
    from.transactions().stop(request, std::move(payload), reply);
}

void add_transactions(ocpp::CallTable<ChargePoint>& table) {
    table.on<ocpp::StartTransaction>([](ChargePoint& from, const auto& request, const Call&, const Reply& reply) {
        from.transactions().start(request, reply);
    });
    table.on<ocpp::StopTransaction>([](ChargePoint& from, const auto& request, const Call& call, const Reply& reply) {
        if (call.transaction_data.empty()) return from.transactions().stop(request, payload_text(call), reply);
        stop_in_parts(from, request, call, reply);
    });
    table.on<ocpp::MeterValues>([](ChargePoint& from, const auto& request, const Call& call, const Reply& reply) {
        from.meter_values().take(request, call, reply);
    });
}

std::optional<std::int64_t> request_id_of(const ocpp::LogStatusNotification::Request& request) {
    return request.requestId;
}
std::optional<std::int64_t> request_id_of(const ocpp::SignedFirmwareStatusNotification::Request& request) {
    return request.requestId;
}
template <class Request>
std::optional<std::int64_t> request_id_of(const Request&) {
    return std::nullopt;
}

/// Where an upload or an update stands, kept for the operator.
template <class Message>
void keep_job(ocpp::CallTable<ChargePoint>& table, std::optional<JobStatus> ChargerJournal::*job) {
    table.on<Message>([job](ChargePoint& from, const auto& request, const Call&, const Reply& reply) {
        from.journal().*job =
            ChargerJournal::job(request.status.text(), request_id_of(request), from.services().time.utc());
        reply.with(typename Message::Response{});
    });
}

void add_jobs(ocpp::CallTable<ChargePoint>& table) {
    keep_job<ocpp::DiagnosticsStatusNotification>(table, &ChargerJournal::diagnostics);
    keep_job<ocpp::FirmwareStatusNotification>(table, &ChargerJournal::firmware);
    keep_job<ocpp::LogStatusNotification>(table, &ChargerJournal::log);
    keep_job<ocpp::SignedFirmwareStatusNotification>(table, &ChargerJournal::signed_firmware);
}

}  // namespace

ocpp::CallTable<ChargePoint> make_incoming_calls() {
    ocpp::CallTable<ChargePoint> table;
    add_core(table);
    add_transactions(table);
    add_jobs(table);
    table.on<ocpp::SecurityEventNotification>([](ChargePoint& from, const auto& request, const Call&,
                                                 const Reply& reply) { from.security().report(request, reply); });
    table.on<ocpp::SignCertificate>([](ChargePoint& from, const auto& request, const Call&, const Reply& reply) {
        from.security().sign(request, reply);
    });
    for (const auto& known : ocpp::all_actions()) {
        if (known.sender == ocpp::Sender::central_system) table.not_supported(known.action);
    }
    return table;
}

}  // namespace gateway
