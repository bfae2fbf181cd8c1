#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <variant>

#include "simulators/connector.h"
#include "simulators/csms_session.h"

namespace simulators {

/// StartTransaction, StopTransaction and the MeterValues of transactions: kept in order until the central system has
/// answered, over lost links and reboots (sections 3.7 and 4.10 of the specification). Owned by the ChargePoint.
class TransactionMessages {
  public:
    using TransactionPtr = std::shared_ptr<Transaction>;
    using OnStartAnswer = std::function<void(const TransactionPtr&, const ocpp::StartTransaction::Response&)>;

    TransactionMessages(CsmsSession& csms, const Configuration& configuration, OnStartAnswer on_start_answer)
        : csms_(csms), configuration_(configuration), on_start_answer_(std::move(on_start_answer)) {}

    /// The transaction's id is filled in when the message leaves.
    void push(TransactionPtr transaction, ocpp::StartTransaction::Request request);
    void push(TransactionPtr transaction, ocpp::StopTransaction::Request request);
    void push(TransactionPtr transaction, ocpp::MeterValues::Request request);

    /// Sends the oldest message if nothing forbids it.
    void pump();
    std::optional<SteadyTime> next_event() const;

    std::size_t waiting() const { return waiting_.size(); }
    /// Given up: too many failed attempts, or MeterValues that found the queue full.
    std::uint64_t dropped() const { return dropped_; }

  private:
    static constexpr std::size_t kMostWaiting = 1000;
    /// Errata 3.18: the id of a transaction whose start was never answered.
    static constexpr std::int64_t kUnknownTransaction = -1;

    using Request =
        std::variant<ocpp::StartTransaction::Request, ocpp::StopTransaction::Request, ocpp::MeterValues::Request>;
    struct Waiting {
        TransactionPtr transaction;
        Request request;
        std::int64_t failed_attempts = 0;
        SteadyTime not_before{};
    };

    void append(TransactionPtr transaction, Request request);
    void send(Waiting& message);
    void failed();
    void delivered();

    template <class Message>
    void send_as(const typename Message::Request& request) {
        csms_.call<Message>(request, [this](const ocpp::Outcome<Message>& outcome) { on_outcome<Message>(outcome); });
    }
    template <class Message>
    void on_outcome(const ocpp::Outcome<Message>& outcome) {
        is_open_ = false;
        if (std::holds_alternative<ocpp::Disconnected>(outcome)) return;
        const auto* answer = std::get_if<typename Message::Response>(&outcome);
        if (!answer) return failed();
        const TransactionPtr transaction = waiting_.front().transaction;
        if constexpr (std::is_same_v<Message, ocpp::StartTransaction>) {
            if (!transaction->id) transaction->id = answer->transactionId;
        }
        delivered();
        if constexpr (std::is_same_v<Message, ocpp::StartTransaction>) on_start_answer_(transaction, *answer);
    }

    CsmsSession& csms_;
    const Configuration& configuration_;
    OnStartAnswer on_start_answer_;
    std::deque<Waiting> waiting_;
    bool is_open_ = false;
    std::uint64_t dropped_ = 0;
};

}  // namespace simulators
