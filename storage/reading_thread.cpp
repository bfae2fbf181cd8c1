#include "storage/reading_thread.h"

#include <boost/asio/post.hpp>
#include <utility>

#include "storage/limits.h"

namespace storage {

ReadingThread::ReadingThread(DatabaseFile file)
    : file_(std::move(file)), keeps_open_(inbox_.get_executor()), thread_([this] { run(); }) {}

ReadingThread::~ReadingThread() { finish(); }

void ReadingThread::add(Size size, Read read, Failed failed) {
    boost::asio::post(inbox_, [this, size, waiting = Waiting{std::move(read), std::move(failed)}]() mutable {
        (size == Size::look_up ? look_ups_ : lists_).push_back(std::move(waiting));
    });
}

void ReadingThread::finish() {
    if (!thread_.joinable()) return;
    keeps_open_.reset();
    thread_.join();
}

void ReadingThread::run() {
    while (inbox_.run_one() > 0) {
        do {
            inbox_.poll();
            answer_next(next_in_turn());
        } while (!look_ups_.empty() || !lists_.empty());
    }
    connection_.reset();
}

std::deque<ReadingThread::Waiting>& ReadingThread::next_in_turn() {
    const bool is_lists_turn = look_ups_.empty() || look_ups_in_a_row_ >= kLookUpsBeforeList;
    if (lists_.empty() || is_lists_turn) look_ups_in_a_row_ = 0;
    else ++look_ups_in_a_row_;
    return is_lists_turn && !lists_.empty() ? lists_ : look_ups_;
}

void ReadingThread::answer_next(std::deque<Waiting>& waiting) {
    if (waiting.empty()) return;
    const Waiting next = std::move(waiting.front());
    waiting.pop_front();
    answer(next);
}

void ReadingThread::answer(const Waiting& waiting) {
    try {
        if (!connection_)
            connection_ = std::make_unique<Connection>(file_.path, Connection::Mode::read, file_.wrong_sums);
        connection_->limit_time(kReadTimeLimit);
        waiting.read(*connection_);
    } catch (const SqlError& error) {
        if (error.kind == SqlError::Kind::broken) connection_.reset();
        waiting.failed(error.what());
    } catch (const std::exception& error) {
        waiting.failed(error.what());
    }
}

}  // namespace storage
