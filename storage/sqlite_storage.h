#pragma once

#include <memory>
#include <string>

#include "storage/data_dir.h"
#include "storage/page_check.h"
#include "storage/reading_thread.h"
#include "storage/storage.h"
#include "storage/writing_thread.h"

namespace storage {

/// The Storage on disk. All members are called on the io thread, which also owns the counts of what waits.
class SqliteStorage : public Storage {
  public:
    SqliteStorage(const std::string& data_dir, PostToIo post, bool anew = false);
    ~SqliteStorage() override;

    Snapshot load() override;
    void find_action(const std::string& id,
                     std::function<void(std::optional<canonical::Action>, std::string error)> answer) override;
    void find_answer(const AnswerQuery& query,
                     std::function<void(std::optional<AnswerRecord>, std::string error)> answer) override;
    void list_actions(const ActionQuery& query, std::function<void(ActionPage, std::string error)> answer) override;
    void find_schedule(const std::string& id,
                       std::function<void(std::optional<ScheduleRecord>, std::string error)> answer) override;
    void list_schedules(const ScheduleQuery& query,
                        std::function<void(SchedulePage, std::string error)> answer) override;
    void list_transactions(const TransactionQuery& query,
                           std::function<void(TransactionPage, std::string error)> answer) override;
    void find_transaction(std::int64_t transaction_id,
                          std::function<void(std::optional<TransactionDetails>, std::string error)> answer) override;
    void list_reservations(const ReservationQuery& query,
                           std::function<void(ReservationPage, std::string error)> answer) override;
    void list_security_events(const SecurityEventQuery& query,
                              std::function<void(SecurityEventPage, std::string error)> answer) override;
    void list_audit(const AuditQuery& query, std::function<void(AuditPage, std::string error)> answer) override;
    void next_deliveries(const NextDeliveriesQuery& query,
                         std::function<void(std::vector<Delivery>, std::string error)> answer) override;
    void list_deliveries(const DeliveryQuery& query,
                         std::function<void(DeliveryPage, std::string error)> answer) override;
    void list_events(const EventQuery& query, std::function<void(EventPage, std::string error)> answer) override;
    void tell_of_events(EventsWritten told) override { waiting_->audience.of_events.push_back(std::move(told)); }
    void tell_of_actions(ActionWritten told) override { waiting_->audience.of_actions.push_back(std::move(told)); }
    void tell_of_audit(AuditWritten told) override { waiting_->audience.of_audit.push_back(std::move(told)); }
    bool is_congested() const override;
    Counters counters() const override;
    StorageHealth health() const override;
    WrongSums* wrong_sums() override { return &wrong_sums_; }
    void close() override;

  protected:
    void put(Batch batch, std::function<void(const Written&)> done) override;

  private:
    /// Lives as long as the last answer on its way, which may be longer than the storage.
    struct Waiting {
        std::size_t batches = 0, bytes = 0, look_ups = 0, lists = 0;
        std::int64_t overflowed = 0, busy = 0, failed = 0;
        Audience audience;
        Counters written;  ///< the writing thread's, as of its last answer
        StorageHealth health;
    };
    /// Runs `read` on the reading thread, unless `most` of its kind wait already.
    template <typename Answer, typename Read>
    void ask(std::size_t Waiting::*count, std::size_t most, Read read,
             std::function<void(Answer, std::string error)> answer);
    void check_pages();
    static void answer_group(Waiting& waiting, const FinishedGroup& group);

    DataDir data_dir_;
    PostToIo post_;
    WrongSums wrong_sums_;
    std::shared_ptr<Waiting> waiting_ = std::make_shared<Waiting>();
    WritingThread writing_;
    ReadingThread reading_;
    std::unique_ptr<PageCheck> page_check_;
    bool is_closed_ = false;
};

}  // namespace storage
