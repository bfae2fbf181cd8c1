#include "storage/writing_thread.h"

#include <boost/asio/post.hpp>
#include <future>
#include <utility>

#include "storage/limits.h"

namespace storage {

WritingThread::WritingThread(Writer writer, std::function<void(FinishedGroup)> finished)
    : keeps_open_(inbox_.get_executor()),
      writer_(std::make_unique<Writer>(std::move(writer))),
      finished_(std::move(finished)),
      thread_([this] { run(); }) {}

WritingThread::~WritingThread() { finish(); }

void WritingThread::add(WaitingBatch batch) {
    boost::asio::post(inbox_, [this, batch = std::move(batch)]() mutable { group_.push_back(std::move(batch)); });
}

Snapshot WritingThread::load() {
    std::promise<Snapshot> loaded;
    boost::asio::post(inbox_, [&] {
        try {
            commit_group();
            loaded.set_value(writer_->load());
        } catch (...) {
            loaded.set_exception(std::current_exception());
        }
    });
    return loaded.get_future().get();
}

void WritingThread::finish() {
    if (!thread_.joinable()) return;
    boost::asio::post(inbox_, [this] {
        is_ending_ = true;  // its look may be on its way already
        next_look_.cancel();
    });
    keeps_open_.reset();
    thread_.join();
}

void WritingThread::look_at_files() {
    if (is_ending_) return;
    const std::string trouble = writer_->trouble();
    if (trouble != told_trouble_) {
        told_trouble_ = trouble;
        finished_({{}, {}, writer_->counters(), trouble, false});
    }
    next_look_.expires_after(kFilesLookedAtEvery);
    next_look_.async_wait([this](const boost::system::error_code& error) {
        if (!error) look_at_files();
    });
}

void WritingThread::run() {
    look_at_files();
    while (inbox_.run_one() > 0) {
        while (group_.size() < kBatchesPerCommit && inbox_.poll_one() > 0) {
        }
        commit_group();
    }
    commit_group();
    writer_.reset();
}

void WritingThread::commit_group() {
    if (group_.empty()) return;
    FinishedGroup group;
    group.batches.swap(group_);
    std::vector<const Batch*> batches;
    for (const auto& waiting : group.batches) batches.push_back(&waiting.batch);
    group.results = writer_->commit(batches);
    for (std::size_t i = 0; i < group.batches.size(); ++i) {
        if (group.batches[i].is_refused) group.results[i] = {false, "too many writes are waiting", {}};
    }
    group.counters = writer_->counters();
    group.trouble = told_trouble_ = writer_->trouble();
    for (const Written& result : group.results) group.outcome_is_unknown |= result.is_unknown;
    finished_(std::move(group));
}

}  // namespace storage
