#include "simulators/transaction_messages.h"

namespace simulators {

void TransactionMessages::push(TransactionPtr transaction, ocpp::StartTransaction::Request request) {
    append(std::move(transaction), std::move(request));
}

void TransactionMessages::push(TransactionPtr transaction, ocpp::StopTransaction::Request request) {
    append(std::move(transaction), std::move(request));
}

void TransactionMessages::push(TransactionPtr transaction, ocpp::MeterValues::Request request) {
    // Readings may be lost, starts and stops may not.
    if (waiting_.size() >= kMostWaiting) {
        ++dropped_;
        return;
    }
    append(std::move(transaction), std::move(request));
}

void TransactionMessages::append(TransactionPtr transaction, Request request) {
    waiting_.push_back({std::move(transaction), std::move(request), 0, {}});
    pump();
}

void TransactionMessages::pump() {
    if (is_open_ || waiting_.empty() || !csms_.is_ready()) return;
    if (waiting_.front().not_before > csms_.now().steady) return;
    is_open_ = true;
    send(waiting_.front());
}

void TransactionMessages::send(Waiting& message) {
    const std::int64_t id = message.transaction->id.value_or(kUnknownTransaction);
    if (auto* start = std::get_if<ocpp::StartTransaction::Request>(&message.request)) {
        send_as<ocpp::StartTransaction>(*start);
    } else if (auto* stop = std::get_if<ocpp::StopTransaction::Request>(&message.request)) {
        stop->transactionId = message.transaction->stop_id.value_or(id);
        send_as<ocpp::StopTransaction>(*stop);
    } else if (auto* meter = std::get_if<ocpp::MeterValues::Request>(&message.request)) {
        meter->transactionId = id;
        send_as<ocpp::MeterValues>(*meter);
    }
}

void TransactionMessages::failed() {
    Waiting& message = waiting_.front();
    if (++message.failed_attempts >= configuration_.integer("TransactionMessageAttempts")) {
        ++dropped_;
        return delivered();
    }
    const std::chrono::seconds interval(configuration_.integer("TransactionMessageRetryInterval"));
    message.not_before = csms_.now().steady + interval * message.failed_attempts;
    pump();
}

void TransactionMessages::delivered() {
    waiting_.pop_front();
    pump();
}

std::optional<SteadyTime> TransactionMessages::next_event() const {
    if (is_open_ || waiting_.empty() || !csms_.is_ready()) return std::nullopt;
    return waiting_.front().not_before;
}

}  // namespace simulators
