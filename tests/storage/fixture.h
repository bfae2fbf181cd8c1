#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <sstream>
#include <string>

#include "storage/outbox_columns.h"
#include "storage/sql.h"
#include "storage/sqlite_storage.h"

/// What the tests of the storage share: a directory, an io loop, records full of values, and the storage on disk.
namespace storage_test {

using storage::Batch;
using storage::UtcTime;
using storage::Written;

/// A new directory below /tmp, removed with everything in it.
class TempDir {
  public:
    TempDir();
    ~TempDir();
    std::string operator/(const std::string& name) const { return path_ + "/" + name; }
    const std::string& path() const { return path_; }

  private:
    std::string path_;
};

/// A data directory as the gateway of that version left it: the fixture of it.
void make_of_version(const std::string& data_dir, std::int64_t version);

/// The io thread's loop. The tests are the io thread.
class Loop {
  public:
    storage::PostToIo post();
    /// Runs what is posted until `condition`; fails the test after half a minute.
    void run_until(const std::function<bool()>& condition);

  private:
    boost::asio::io_context context_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> keeps_open_{context_.get_executor()};
};

/// The storage on disk, of which each call waits for its answer. `restart` is a new process on the same data.
class OnDisk {
  public:
    OnDisk() { restart(); }
    storage::Storage& get() { return *storage_; }
    void restart();
    void wait(const std::function<bool()>& condition) { loop_.run_until(condition); }
    std::string database() const { return dir_ / "data/gateway.db"; }

    Written write(Batch batch);
    /// The same, and the test fails if it is not durable.
    Written must_write(Batch batch);
    storage::Snapshot load() { return get().load(); }
    std::optional<canonical::Action> find(const std::string& id);
    storage::ActionPage list(const storage::ActionQuery& query);

  private:
    TempDir dir_;
    Loop loop_;
    std::unique_ptr<storage::Storage> storage_;
};

UtcTime at(std::int64_t milliseconds);
storage::ChargePointRecord charge_point(const std::string& id);
storage::ConnectorRecord connector(const std::string& device_id, const std::string& charge_point_id, int number = 1);
canonical::Action action(const std::string& id, const std::string& device_id, std::int64_t created_ms);
storage::TransactionRecord transaction(std::int64_t id, const std::string& charge_point_id,
                                       const std::string& repeat_key = "");
storage::TransactionEnd stop(std::int64_t id, const std::string& charge_point_id, std::int64_t meter_stop_wh = 9000);
storage::MeterValuesRecord values(const std::string& charge_point_id, std::optional<std::int64_t> transaction_id,
                                  const std::string& payload);

storage::EventRecord event(const std::string& id, const std::string& type, std::int64_t created_ms);
storage::WebhookEndpointRecord endpoint(const std::string& id, const std::string& event_types = "");

/// Every column of a record, readable, so that two records can be compared whole.
struct Describe {
    std::ostringstream text;
    template <typename Value>
    void operator()(const char* name, const Value& value) {
        text << name << '=';
        write(value);
        text << '\n';
    }
    void write(const std::string& value) { text << value; }
    void write(std::int64_t value) { text << value; }
    void write(int value) { text << value; }
    void write(bool value) { text << value; }
    void write(double value) { text << value; }
    void write(UtcTime value) { text << value.time_since_epoch().count(); }
    void write(storage::Registration value) { text << storage::to_text(value); }
    void write(storage::ReservationState value) { text << storage::to_text(value); }
    void write(canonical::ScheduleState value) { text << canonical::to_text(value); }
    void write(storage::DeliveryState value) { text << storage::to_text(value); }
    void write(canonical::Intent value) { text << static_cast<int>(value); }
    void write(canonical::Environment value) { text << canonical::to_text(value); }
    void write(canonical::Command value) { text << canonical::to_text(value); }
    void write(canonical::ActionState value) { text << canonical::to_text(value); }
    void write(canonical::Evidence value) { text << canonical::to_text(value); }
    template <typename Value>
    void write(const std::optional<Value>& value) {
        if (value) {
            write(*value);
        } else {
            text << "(none)";
        }
    }
};

template <typename Record>
std::string text_of(const Record& record) {
    Describe describe;
    storage::Columns<Record>::each(record, describe);
    return describe.text.str();
}

inline std::string text_of(const canonical::Action& action) { return text_of(storage::flat(action)); }

/// First column of the first row, read through a connection of its own.
std::int64_t number_in(const std::string& database, const char* statement);
std::string text_in(const std::string& database, const char* statement);

}  // namespace storage_test
