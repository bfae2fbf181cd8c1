#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "storage/database_file.h"
#include "storage/sql.h"

namespace storage {

/// The thread that owns the reading connection, which it opens at the first read and again after an error of
/// the file. A look-up waits for one list: that which is being read when it comes, and one for each
/// `look_ups_before_list` that came before it, so that lists do not wait without end. Members are called on the io
/// thread; how many reads may wait is the caller's business.
class ReadingThread {
  public:
    /// Both are called on the reading thread.
    using Read = std::function<void(Connection&)>;
    using Failed = std::function<void(const std::string& error)>;

    enum class Size { look_up, list };

    explicit ReadingThread(DatabaseFile file);
    ~ReadingThread();

    /// Runs `read`; when it or the connection throws, `failed`.
    void add(Size size, Read read, Failed failed);
    /// Answers what waits, closes the connection and ends the thread.
    void finish();

  private:
    struct Waiting {
        Read read;
        Failed failed;
    };
    void run();
    std::deque<Waiting>& next_in_turn();
    void answer_next(std::deque<Waiting>& waiting);
    void answer(const Waiting& waiting);

    DatabaseFile file_;
    boost::asio::io_context inbox_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> keeps_open_;
    std::unique_ptr<Connection> connection_;  // this and the next: on the thread alone
    std::deque<Waiting> look_ups_, lists_;
    int look_ups_in_a_row_ = 0;  ///< while a list waits
    std::thread thread_;
};

}  // namespace storage
