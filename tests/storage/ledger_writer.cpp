#include <unistd.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <cstdlib>
#include <string>

#include "storage/storage.h"

/// The child of the kill test: goes through sessions of start, reading and stop, several at a time, and
/// prints a line for each answer that a charger would get. Runs until it is killed.
namespace {

using namespace storage;

constexpr int sessions_at_once = 8;

class Sessions {
  public:
    Sessions(const std::string& data_dir, long first)
        : storage_(open_storage(data_dir, [this](std::function<void()> what) { boost::asio::post(io_, what); })),
          next_session_(first),
          next_id_(storage_->load().last_transaction_id + 1) {
        for (int i = 0; i < sessions_at_once; ++i) start();
        io_.run();
    }

  private:
    void start() {
        const long session = next_session_++;
        TransactionRecord record;
        record.transaction_id = next_id_++;
        record.charge_point_id = "CP-" + std::to_string(session % sessions_at_once);
        record.repeat_key = std::to_string(session);
        storage_->write({OpenTransaction{record}}, [this, session, record](const Written& written) {
            if (!written.durable) std::abort();
            const auto id = written.opened->transaction_id;
            say("start " + std::to_string(session) + " " + std::to_string(id));
            read_meter(session, record.charge_point_id, id);
        });
    }

    void read_meter(long session, const std::string& charge_point_id, std::int64_t id) {
        MeterValuesRecord record{charge_point_id, 1, id, "reading of " + std::to_string(session), {}};
        storage_->write({AppendMeterValues{record}}, [this, session, charge_point_id, id](const Written& written) {
            if (!written.durable) std::abort();
            say("reading " + std::to_string(session));
            stop(session, charge_point_id, id);
        });
    }

    void stop(long session, const std::string& charge_point_id, std::int64_t id) {
        TransactionEnd record;
        record.charge_point_id = charge_point_id;
        record.transaction_id = id;
        record.payload = "stop of " + std::to_string(session);
        storage_->write({CloseTransaction{record}}, [this, session](const Written& written) {
            if (!written.durable) std::abort();
            say("stop " + std::to_string(session));
            start();
        });
    }

    static void say(const std::string& line) {
        const auto text = line + "\n";
        if (write(STDOUT_FILENO, text.data(), text.size()) < 0) std::abort();
    }

    boost::asio::io_context io_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> keeps_open_{io_.get_executor()};
    std::unique_ptr<Storage> storage_;
    long next_session_;
    std::int64_t next_id_;
};

}  // namespace

int main(int count, char** arguments) {
    if (count != 3) return 2;
    Sessions(arguments[1], std::atol(arguments[2]));
}
