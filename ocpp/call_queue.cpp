#include "ocpp/call_queue.h"

#include <algorithm>

namespace ocpp {

namespace {

constexpr std::size_t kMostUnanswered = 16;

}  // namespace

CallQueue::CallQueue(Limits limits, std::string id_prefix, SendFrame send)
    : limits_(limits), id_prefix_(std::move(id_prefix)), send_(std::move(send)) {}

void CallQueue::push(std::string_view action, std::string payload, OnOutcome on_outcome, SteadyTime now,
                     std::string_view replaces, std::optional<std::chrono::milliseconds> timeout, LateAnswer late) {
    Waiting call{std::string(action), std::move(payload),   std::string(replaces), timeout,
                 std::move(late),     std::move(on_outcome)};
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
    forget_older_than(call.late);
    open_ = Open{id,
                 now,
                 now + call.timeout.value_or(limits_.timeout),
                 call.timeout.has_value(),
                 std::move(call.late),
                 std::move(call.on_outcome)};
    send_(write_call(id, call.action, call.payload));
}

bool CallQueue::finish(std::string_view id, const CallOutcome& outcome, SteadyTime now) {
    if (!open_ || open_->id != id) return finish_late(id, outcome, now);
    Open ended = std::move(*open_);
    open_.reset();
    const bool is_timeout = std::holds_alternative<TimedOut>(outcome);
    if (!is_timeout) timeouts_in_a_row_ = 0;
    else if (!ended.has_own_timeout) ++timeouts_in_a_row_;
    const OnOutcome on_outcome = ended.on_outcome;
    if (is_timeout) remember(std::move(ended), now);
    on_outcome(outcome);
    send_next(now);
    return true;
}

// What is answered after its time-out.

void CallQueue::remember(Open unanswered, SteadyTime now) {
    if (unanswered.late.kind.empty()) unanswered.on_outcome = nullptr;  // who was told that it timed out hears no more
    const auto is_past = [&](const Open& each) { return now - each.sent_at >= limits_.late_answer_counts; };
    unanswered_.erase(std::remove_if(unanswered_.begin(), unanswered_.end(), is_past), unanswered_.end());
    if (unanswered_.size() == kMostUnanswered) unanswered_.pop_front();
    unanswered_.push_back(std::move(unanswered));
}

void CallQueue::forget_older_than(const LateAnswer& sent) {
    if (sent.kind.empty()) return;
    for (Open& each : unanswered_) {
        if (each.late.kind == sent.kind && each.late.content != sent.content) each.on_outcome = nullptr;
    }
}

bool CallQueue::finish_late(std::string_view id, const CallOutcome& outcome, SteadyTime now) {
    const auto found =
        std::find_if(unanswered_.begin(), unanswered_.end(), [&](const Open& each) { return each.id == id; });
    if (found == unanswered_.end() || now - found->sent_at >= limits_.late_answer_counts) return false;
    const Open late = std::move(*found);
    unanswered_.erase(found);
    timeouts_in_a_row_ = 0;
    learn_timeout(std::chrono::duration_cast<std::chrono::milliseconds>(now - late.sent_at));
    if (!late.on_outcome) return false;
    ++late_answers_;
    late.on_outcome(outcome);
    return true;
}

void CallQueue::learn_timeout(std::chrono::milliseconds answered_after) {
    limits_.timeout = std::max(limits_.timeout, std::min(answered_after * 3 / 2, limits_.longest_timeout));
    if (open_ && !open_->has_own_timeout) open_->deadline = std::max(open_->deadline, open_->sent_at + limits_.timeout);
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
    LazyDeque<Waiting> waiting;
    waiting.swap(waiting_);
    std::optional<Open> open;
    open.swap(open_);
    timeouts_in_a_row_ = 0;
    unanswered_.clear();
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
