#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "storage/storage.h"
#include "storage/writer.h"

namespace storage {

/// A batch on its way, and who waits for it.
struct WaitingBatch {
    Batch batch;
    std::size_t bytes = 0;
    bool is_refused = false;  ///< arrived over the hard limit: empty, keeps its place in the order of the answers
    std::function<void(const Written&)> done;
};

/// A group that was tried, with the answers in the same order and the counters after it.
struct FinishedGroup {
    std::vector<WaitingBatch> batches;
    std::vector<Written> results;
    Counters counters;
    std::string trouble;              ///< why nothing can be written now; empty: nothing
    bool outcome_is_unknown = false;  ///< of this group
};

/// The thread that owns the writing connection. Whatever waits in its inbox when it looks becomes the next
/// commit. The inbox is the queue of an io_context, so there is no lock of ours. Members are called on the io
/// thread.
class WritingThread {
  public:
    /// `finished` is called on the writing thread, once per group, in order, and with none when the files are found to
    /// be gone, or back.
    WritingThread(Writer writer, std::function<void(FinishedGroup)> finished);
    ~WritingThread();

    void add(WaitingBatch batch);
    /// Blocks until all earlier batches are written and the state is read. Throws StorageError.
    Snapshot load();
    /// Writes what waits, closes the connection and ends the thread.
    void finish();

  private:
    void run();
    void commit_group();
    void look_at_files();

    boost::asio::io_context inbox_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> keeps_open_;
    std::unique_ptr<Writer> writer_;  // this and the next: on the thread alone
    std::vector<WaitingBatch> group_;
    boost::asio::steady_timer next_look_{inbox_};
    std::string told_trouble_;
    bool is_ending_ = false;
    std::function<void(FinishedGroup)> finished_;
    std::thread thread_;
};

}  // namespace storage
