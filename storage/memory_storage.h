#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "storage/memory_outbox.h"
#include "storage/memory_state.h"
#include "storage/storage.h"

namespace storage {

/// A Storage without a disk, for tests: same rules as the database (repeat keys, orphans, snapshot), no
/// threads. A write takes effect at once; its answer waits for `deliver()`, unless `immediate` is set.
/// Building a second gateway on the same object, after `forget_answers()`, is a restart after a crash: what
/// was written is there, what was not answered is lost.
class MemoryStorage : public Storage {
  public:
    bool immediate = false;             ///< answers before the call returns
    bool fail_next = false;             ///< the next write is refused; resets itself
    bool fail_reads = false;            ///< every read answers "busy"
    bool congested = false;             ///< what is_congested() says
    std::string failure = "disk full";  ///< the error text of a failed write
    std::size_t writes = 0;             ///< batches that became durable

    /// What was written so far. Also re-opens a closed storage.
    Snapshot load() override;
    void write(Batch batch, std::function<void(const Written&)> done) override;
    void find_action(const std::string& id,
                     std::function<void(std::optional<canonical::Action>, std::string error)> answer) override;
    void find_answer(const AnswerQuery& query,
                     std::function<void(std::optional<AnswerRecord>, std::string error)> answer) override;
    void list_actions(const ActionQuery& query,
                      std::function<void(ActionPage, std::string error)> answer) override;
    void find_schedule(const std::string& id,
                       std::function<void(std::optional<ScheduleRecord>, std::string error)> answer) override;
    void list_schedules(const ScheduleQuery& query,
                        std::function<void(SchedulePage, std::string error)> answer) override;
    void list_transactions(const TransactionQuery& query,
                           std::function<void(TransactionPage, std::string error)> answer) override;
    void find_transaction(std::int64_t transaction_id,
                          std::function<void(std::optional<TransactionDetails>, std::string error)> answer) override;
    void list_security_events(const SecurityEventQuery& query,
                              std::function<void(SecurityEventPage, std::string error)> answer) override;
    void next_deliveries(const NextDeliveriesQuery& query,
                         std::function<void(std::vector<Delivery>, std::string error)> answer) override;
    void list_deliveries(const DeliveryQuery& query,
                         std::function<void(DeliveryPage, std::string error)> answer) override;
    void list_events(const EventQuery& query, std::function<void(EventPage, std::string error)> answer) override;
    void tell_of_events(EventsWritten told) override { audience_.of_events.push_back(std::move(told)); }
    void tell_of_actions(ActionWritten told) override { audience_.of_actions.push_back(std::move(told)); }
    bool is_congested() const override { return congested; }
    void close() override { closed_ = true; }

    /// Gives all waiting answers, and those that come up meanwhile, in order. Returns how many.
    std::size_t deliver();
    std::size_t waiting() const { return answers_.size(); }
    /// Drops the waiting answers: the gateway that asked is gone.
    void forget_answers() {
        answers_.clear();
        audience_ = {};
    }

    const MemoryState& state() const { return state_; }
    const MemoryOutbox& outbox() const { return outbox_; }
    const std::vector<MeterValuesRecord>& meter_values() const { return values_; }
    const std::vector<MeterValuesRecord>& orphan_values() const { return orphan_values_; }

  private:
    Written apply(const Batch& batch);
    void keep_outside(const Change& change, const MemoryOutbox::Endpoints& endpoints, Written& written);
    void keep_values(const MeterValuesRecord& record);
    void answer_later(std::function<void()> answer);

    MemoryState state_;
    std::vector<MeterValuesRecord> values_, orphan_values_;
    MemoryOutbox outbox_;
    Audience audience_;
    std::deque<std::function<void()>> answers_;
    bool closed_ = false;
};

}  // namespace storage
