#pragma once

#include <deque>
#include <functional>
#include <string>

#include "storage/storage.h"
#include "storage/writer.h"
#include "tests/support/stored_rows.h"

namespace support {

/// A Storage whose database is in memory and which has no threads: the product's own statements, stepped by hand. A
/// write takes effect at once; its answer waits for `deliver()`, unless `immediate` is set. Building a second gateway
/// on the same object, after `forget_answers()`, is a restart after a crash: what was written is there, what was not
/// answered is lost. Faults of the storage are told to it by its public members.
class SteppedStorage : public storage::Storage {
  public:
    bool immediate = false;              ///< answers before the call returns
    bool fail_next = false;              ///< the next write is refused; resets itself
    bool fail_reads = false;             ///< every read answers "busy"
    bool congested = false;              ///< what is_congested() says
    storage::StorageHealth told_health;  ///< what health() says
    std::string failure = "disk full";   ///< the error text of a failed write
    std::size_t writes = 0;              ///< batches that became durable

    SteppedStorage();

    /// What was written so far. Also re-opens a closed storage.
    storage::Snapshot load() override;
    void find_action(const std::string& id,
                     std::function<void(std::optional<canonical::Action>, std::string error)> answer) override;
    void find_answer(const storage::AnswerQuery& query,
                     std::function<void(std::optional<storage::AnswerRecord>, std::string error)> answer) override;
    void list_actions(const storage::ActionQuery& query,
                      std::function<void(storage::ActionPage, std::string error)> answer) override;
    void find_schedule(const std::string& id,
                       std::function<void(std::optional<storage::ScheduleRecord>, std::string error)> answer) override;
    void list_schedules(const storage::ScheduleQuery& query,
                        std::function<void(storage::SchedulePage, std::string error)> answer) override;
    void list_transactions(const storage::TransactionQuery& query,
                           std::function<void(storage::TransactionPage, std::string error)> answer) override;
    void find_transaction(
        std::int64_t transaction_id,
        std::function<void(std::optional<storage::TransactionDetails>, std::string error)> answer) override;
    void list_reservations(const storage::ReservationQuery& query,
                           std::function<void(storage::ReservationPage, std::string error)> answer) override;
    void list_security_events(const storage::SecurityEventQuery& query,
                              std::function<void(storage::SecurityEventPage, std::string error)> answer) override;
    void list_audit(const storage::AuditQuery& query,
                    std::function<void(storage::AuditPage, std::string error)> answer) override;
    void next_deliveries(const storage::NextDeliveriesQuery& query,
                         std::function<void(std::vector<storage::Delivery>, std::string error)> answer) override;
    void list_deliveries(const storage::DeliveryQuery& query,
                         std::function<void(storage::DeliveryPage, std::string error)> answer) override;
    void list_events(const storage::EventQuery& query,
                     std::function<void(storage::EventPage, std::string error)> answer) override;
    void tell_of_events(storage::EventsWritten told) override { audience_.of_events.push_back(std::move(told)); }
    void tell_of_actions(storage::ActionWritten told) override { audience_.of_actions.push_back(std::move(told)); }
    void tell_of_audit(storage::AuditWritten told) override { audience_.of_audit.push_back(std::move(told)); }
    bool is_congested() const override { return congested; }
    storage::StorageHealth health() const override { return told_health; }
    void close() override { is_closed_ = true; }

    /// Gives all waiting answers, and those that come up meanwhile, in order. Returns how many.
    std::size_t deliver();
    std::size_t waiting() const { return answers_.size(); }
    /// Drops the waiting answers: the gateway that asked is gone.
    void forget_answers();

    StoredRows& rows() const { return rows_; }

  protected:
    void put(storage::Batch batch, std::function<void(const storage::Written&)> done) override;

  private:
    storage::Written written(const storage::Batch& batch);
    void answer_later(std::function<void()> answer);
    template <typename Answer, typename Read>
    void ask(Read read, std::function<void(Answer, std::string error)> answer);

    storage::Writer writer_;
    mutable StoredRows rows_;
    storage::Audience audience_;
    std::deque<std::function<void()>> answers_;
    bool is_closed_ = false;
};

}  // namespace support
