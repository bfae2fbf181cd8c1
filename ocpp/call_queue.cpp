#include "ocpp/call_queue.h"

#include <algorithm>

namespace ocpp {

CallQueue::CallQueue(Limits limits, std::string id_prefix, SendFrame send)
    : limits_(limits), id_prefix_(std::move(id_prefix)), send_(std::move(send)) {}

void CallQueue::push(std::string_view action, std::string payload, OnOutcome on_outcome, SteadyTime now,
                     std::string_view replaces, std::optional<std::chrono::milliseconds> timeout) {
    Waiting call{std::string(action), std::move(payload), std::string(replaces), timeout, std::move(on_outcome)};
    if (take_place_of_older(call)) return;
    if (waiting_.size() >= limits_.waiting) return call.on_outcome(QueueFull{});
    waiting_.push_back(std::move(call));
    send_next(now);
}

bool CallQueue::take_place_of_older(Waiting& call) {
    if (call.replaces.empty()) return false;
    for (Waiting& older : waiting_) {
        if (older.replaces != call.replaces) continue;
        std::swap(older, call);
        call.on_outcome(Superseded{});
        return true;
    }
    return false;
}

void CallQueue::send_next(SteadyTime now) {
    if (open_ || holds_ > 0 || waiting_.empty()) return;
    Waiting call = std::move(waiting_.front());
    waiting_.pop_front();
    const std::string id = id_prefix_ + std::to_string(++counter_);
    open_ = Open{id, now + call.timeout.value_or(limits_.timeout), call.timeout.has_value(), std::move(call.on_outcome)};
    send_(write_call(id, call.action, call.payload));
}

bool CallQueue::finish(std::string_view id, const CallOutcome& outcome, SteadyTime now) {
    if (!open_ || open_->id != id) return false;
    const OnOutcome on_outcome = std::move(open_->on_outcome);
    const bool counts = !open_->has_own_timeout;
    open_.reset();
    if (!std::holds_alternative<TimedOut>(outcome)) timeouts_in_a_row_ = 0;
    else if (counts) ++timeouts_in_a_row_;
    on_outcome(outcome);
    send_next(now);
    return true;
}

bool CallQueue::on_result(const Frame& frame, const CallResult& result, SteadyTime now) {
    return finish(result.id, Answered{&frame, result.payload}, now);
}

bool CallQueue::on_error(const CallErrorFrame& error, SteadyTime now) {
    return finish(error.id, Refused{error.code, error.description}, now);
}

bool CallQueue::on_broken_answer(const BrokenAnswer& answer, SteadyTime now) {
    return finish(answer.id, Unusable{answer.reason}, now);
}

void CallQueue::on_disconnected() {
    std::deque<Waiting> waiting;
    waiting.swap(waiting_);
    std::optional<Open> open;
    open.swap(open_);
    timeouts_in_a_row_ = 0;
    if (open) open->on_outcome(Disconnected{});
    for (const Waiting& call : waiting) call.on_outcome(Disconnected{});
}

std::uint64_t CallQueue::hold(SteadyTime now) {
    if (holds_++ == 0) hold_ends_ = now + limits_.longest_hold;
    return hold_epoch_;
}

void CallQueue::release(std::uint64_t token, SteadyTime now) {
    if (token != hold_epoch_ || holds_ == 0) return;
    --holds_;
    send_next(now);
}

void CallQueue::forget_holds() {
    holds_ = 0;
    ++hold_epoch_;
}

std::optional<SteadyTime> CallQueue::deadline() const {
    if (open_ && holds_ > 0) return std::min(open_->deadline, hold_ends_);
    if (open_) return open_->deadline;
    return holds_ > 0 ? std::optional<SteadyTime>(hold_ends_) : std::nullopt;
}

void CallQueue::on_time(SteadyTime now) {
    if (holds_ > 0 && now >= hold_ends_) {
        forget_holds();
        send_next(now);
    }
    if (open_ && now >= open_->deadline) finish(std::string(open_->id), TimedOut{}, now);
}

}  // namespace ocpp
