#include "storage/reading_thread.h"

#include <boost/asio/post.hpp>
#include <utility>

#include "storage/limits.h"

namespace storage {

ReadingThread::ReadingThread(DatabaseFile file)
    : file_(std::move(file)), keeps_open_(inbox_.get_executor()), thread_([this] {
          inbox_.run();
          connection_.reset();
      }) {}

ReadingThread::~ReadingThread() { finish(); }

void ReadingThread::add(Read read, Failed failed) {
    boost::asio::post(inbox_, [this, read = std::move(read), failed = std::move(failed)] { answer(read, failed); });
}

void ReadingThread::finish() {
    if (!thread_.joinable()) return;
    keeps_open_.reset();
    thread_.join();
}

void ReadingThread::answer(const Read& read, const Failed& failed) {
    try {
        if (!connection_)
            connection_ = std::make_unique<Connection>(file_.path, Connection::Mode::read, file_.wrong_sums);
        connection_->limit_time(read_time_limit);
        read(*connection_);
    } catch (const SqlError& error) {
        if (error.kind == SqlError::Kind::broken) connection_.reset();
        failed(error.what());
    } catch (const std::exception& error) {
        failed(error.what());
    }
}

}  // namespace storage
