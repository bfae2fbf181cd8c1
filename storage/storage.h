#pragma once

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

#include "storage/audience.h"
#include "storage/authorship.h"
#include "storage/counters.h"
#include "storage/page_sums.h"
#include "storage/queries.h"

namespace storage {

/// The database cannot be used: wrong file, damaged, newer than this program, disk full at start. The text says what to
/// do.
struct StorageError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// How the database is.
struct StorageHealth {
    std::string trouble;              ///< why nothing can be written now; empty: nothing is wrong
    bool outcome_is_unknown = false;  ///< of the last write: it may turn out to have been made
    bool is_checking = false;         ///< the pages of a large file are still being looked at
    std::string damage;               ///< what that has found; empty: nothing
};

/// The durable side of the gateway. Calls come from the io thread and never block; answers are posted back to it.
/// Writes run in order on one writing thread with group commit: all batches that arrive while one commit runs share the
/// next one. Reads run on a reading thread with a read-only connection and a bounded queue.
class Storage {
  public:
    virtual ~Storage() = default;

    /// Everything the gateway must know to go on. Called once, before the io loop runs; blocks.
    virtual Snapshot load() = 0;

    /// `done` is called exactly once, after the commit (or its failure), in the order of the calls.
    /// What somebody at work (`authorship`) changes goes on record in the same commit.
    void write(Batch batch, std::function<void(const Written&)> done) {
        if (!authorship_.is_somebody_at_work()) return put(std::move(batch), std::move(done));
        if (done) done = authorship_.carried(std::move(done));
        put(authorship_.signed_by_author(std::move(batch)), std::move(done));
    }
    const Authorship& authorship() const { return authorship_; }

    /// The answer is empty when no such action exists; the error text is empty on success, as for lists.
    virtual void find_action(const std::string& id,
                             std::function<void(std::optional<canonical::Action>, std::string error)> answer) = 0;
    /// Empty when nothing is stored for that Idempotency-Key. What is older than `answers_kept_for` may still come: it
    /// goes with the next answer that is stored.
    virtual void find_answer(const AnswerQuery& query,
                             std::function<void(std::optional<AnswerRecord>, std::string error)> answer) = 0;
    /// The error text is empty on success ("busy": the bounded queue is full).
    virtual void list_actions(const ActionQuery& query, std::function<void(ActionPage, std::string error)> answer) = 0;

    /// As for actions; ended schedules are among them.
    virtual void find_schedule(const std::string& id,
                               std::function<void(std::optional<ScheduleRecord>, std::string error)> answer) = 0;
    virtual void list_schedules(const ScheduleQuery& query,
                                std::function<void(SchedulePage, std::string error)> answer) = 0;

    virtual void list_transactions(const TransactionQuery& query,
                                   std::function<void(TransactionPage, std::string error)> answer) = 0;
    virtual void find_transaction(std::int64_t transaction_id,
                                  std::function<void(std::optional<TransactionDetails>, std::string error)> answer) = 0;
    virtual void list_reservations(const ReservationQuery& query,
                                   std::function<void(ReservationPage, std::string error)> answer) = 0;
    virtual void list_security_events(const SecurityEventQuery& query,
                                      std::function<void(SecurityEventPage, std::string error)> answer) = 0;

    virtual void list_audit(const AuditQuery& query, std::function<void(AuditPage, std::string error)> answer) = 0;

    /// Webhooks: what may go next to an endpoint, what became of what went, and the events themselves.
    virtual void next_deliveries(const NextDeliveriesQuery& query,
                                 std::function<void(std::vector<Delivery>, std::string error)> answer) = 0;
    virtual void list_deliveries(const DeliveryQuery& query,
                                 std::function<void(DeliveryPage, std::string error)> answer) = 0;
    virtual void list_events(const EventQuery& query, std::function<void(EventPage, std::string error)> answer) = 0;

    /// One more who is told, on the io thread, of the events of each batch that became durable, before its `done`.
    virtual void tell_of_events(EventsWritten told) = 0;
    /// The same for each action as it was put.
    virtual void tell_of_actions(ActionWritten told) = 0;
    /// The same for all that goes on record; a call is told again with its outcome.
    virtual void tell_of_audit(AuditWritten told) = 0;

    /// True while more writes wait than the soft limit: the caller should pause reading from chargers.
    virtual bool is_congested() const = 0;

    /// What was done and refused since the start, as of the last answer.
    virtual Counters counters() const { return {}; }

    /// As of the last answer, or the last look at the files, every `files_looked_at_every`.
    virtual StorageHealth health() const { return {}; }

    /// Where others note the pages that they find damaged, so that `health` tells them; null: nowhere.
    virtual WrongSums* wrong_sums() { return nullptr; }

    /// Finishes every write accepted so far, then closes the database. Blocks; further writes fail.
    virtual void close() = 0;

  protected:
    virtual void put(Batch batch, std::function<void(const Written&)> done) = 0;

  private:
    Authorship authorship_;
};

/// Runs a function on the io thread later; called from the storage threads.
using PostToIo = std::function<void(std::function<void()>)>;

/// Opens or creates DATA_DIR/gateway.db, takes DATA_DIR/lock (flock) and migrates the schema. Throws StorageError:
/// "another gateway uses this data directory" when the lock is held. `anew`: whatever was there before, a database that
/// is missing is made.
std::unique_ptr<Storage> open_storage(const std::string& data_dir, PostToIo post, bool anew = false);

/// The same for command-line use without an io loop: writes block until durable. Throws StorageError.
class DirectStorage {
  public:
    explicit DirectStorage(const std::string& data_dir);
    ~DirectStorage();
    Snapshot load();
    /// With an author, what it changes goes on record.
    Written write(Batch batch);
    void write_as(Author author);
    AuditPage list_audit(const AuditQuery& query);

  private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace storage
