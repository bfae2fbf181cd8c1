#include "gateway/charge_point/conversation.h"

#include "gateway/log.h"

namespace gateway {

namespace {

constexpr int kTimeoutsBeforeReconnect = 3;

/// A repeat may succeed where the first one failed, so a refusal is never given twice from memory.
bool is_refusal(const std::string& frame) { return frame.compare(0, 3, "[4,") == 0; }

}  // namespace

void Conversation::opened(std::shared_ptr<ChargerLink> link) {
    if (link_) parts_.confounders.note(Confounders::Cause::socket_replaced, parts_.charger.now());
    link_ = std::move(link);
    link_generation_ = link_->generation();
    answers_ = {};
    unusable_frames_ = {};
    parts_.calls.queue().forget_holds();
    reading_paused_ = false;
    changed_at_ = parts_.charger.utc();
}

void Conversation::closed() {
    link_.reset();
    changed_at_ = parts_.charger.utc();
}

void Conversation::send(std::string_view frame) {
    if (!link_) return;
    parts_.journal.frames.add(FrameLog::Direction::sent, frame, parts_.charger.utc());
    link_->send(frame);
}

void Conversation::received(std::string text) {
    const SteadyTime now = parts_.charger.now();
    auto& calls = parts_.calls.queue();
    auto& quirks = parts_.charger.quirks;
    parts_.journal.frames.add(FrameLog::Direction::received, text, parts_.charger.utc());
    const auto fingerprint = ocpp::AnswerCache::fingerprint(text);
    const ocpp::Frame frame = ocpp::read_frame(std::move(text), parts_.charger.strictness(), quirks);
    const auto& content = frame.content;
    const auto late_answers = calls.late_answers();
    if (const auto* call = std::get_if<ocpp::Call>(&content)) {
        answer(*call, fingerprint);
    } else if (const auto* result = std::get_if<ocpp::CallResult>(&content)) {
        if (!calls.on_result(frame, *result, now)) quirks.raise(ocpp::Quirk::unmatched_answer);
    } else if (const auto* error = std::get_if<ocpp::CallErrorFrame>(&content)) {
        if (!calls.on_error(*error, now)) quirks.raise(ocpp::Quirk::unmatched_answer);
    } else if (const auto* broken = std::get_if<ocpp::BrokenCall>(&content)) {
        send(ocpp::write_call_error(broken->id, broken->id_is_number, broken->code, broken->reason));
    } else if (const auto* broken_answer = std::get_if<ocpp::BrokenAnswer>(&content)) {
        calls.on_broken_answer(*broken_answer, now);
    } else {
        ignore_message(now);
    }
    if (calls.late_answers() != late_answers) quirks.raise(ocpp::Quirk::late_answer);
    pause_reading_if_congested();
}

void Conversation::ignore_message(SteadyTime now) {
    parts_.charger.quirks.raise(ocpp::Quirk::ignored_message);
    if (!unusable_frames_.one_more(now)) return;
    log::warning("charger.unusable", parts_.charger.record.id + ": too many messages with which nothing can be done");
    parts_.confounders.closed_by_us(now);
    link_->close(CloseCode::policy_violation, "too many unusable messages");
}

void Conversation::answer(const ocpp::Call& call, ocpp::AnswerCache::Fingerprint fingerprint) {
    const bool repeatable = !ocpp::AnswerCache::is_always_new(call.action);
    if (parts_.charger.strictness() == ocpp::Strictness::strict && answers_.is_in_work(call.id)) {
        return send(ocpp::write_call_error(call.id, call.id_is_number, ocpp::ErrorCode::ProtocolError,
                                           "a message with this id is still being handled"));
    }
    if (repeatable) {
        if (const auto before = answers_.find(fingerprint)) return send(*before);
    }
    if (!parts_.registration.unaccepted_calls().admit(call.action, parts_.charger.record,
                                                      parts_.charger.strictness())) {
        return send(ocpp::write_call_error(call.id, call.id_is_number, ocpp::ErrorCode::SecurityError,
                                           "the BootNotification of this charger is not accepted yet"));
    }
    if (call.action != ocpp::BootNotification::action) parts_.registration.gate().call_heard(parts_.charger.now());
    parts_.dispatch(call, reply_to(call, fingerprint, repeatable));
    parts_.charger.decide_soon();
}

ocpp::Reply Conversation::reply_to(const ocpp::Call& call, ocpp::AnswerCache::Fingerprint fingerprint,
                                   bool repeatable) {
    const auto hold = parts_.calls.queue().hold(parts_.charger.now());
    answers_.begin(call.id);
    return ocpp::Reply(call, [this, still_here = parts_.charger.still_here(), generation = link_generation_,
                              fingerprint, repeatable, hold, id = call.id](std::string text) {
        const auto alive = still_here.lock();
        // The answer belongs to the socket that asked (quirk 11).
        if (!alive || !link_ || link_generation_ != generation) return;
        send(text);
        answers_.end(id);
        if (repeatable && !is_refusal(text)) answers_.remember(fingerprint, std::move(text));
        parts_.calls.queue().release(hold, parts_.charger.now());
        parts_.charger.decide_soon();
    });
}

void Conversation::pause_reading_if_congested() {
    if (!link_) return;
    const bool congested = parts_.charger.services.storage.is_congested();
    if (congested == reading_paused_) return;
    reading_paused_ = congested;
    if (congested) link_->pause_reading();
    else link_->resume_reading();
}

void Conversation::reconnect_if_unanswered(SteadyTime now) {
    if (!link_ || parts_.calls.queue().timeouts_in_a_row() < kTimeoutsBeforeReconnect) return;
    if (forced_reconnect_at_ && now - *forced_reconnect_at_ < parts_.charger.services.timings.forced_reconnect_every)
        return;
    forced_reconnect_at_ = now;
    log::warning("charger.unanswered_calls", parts_.charger.record.id);
    parts_.confounders.closed_by_us(now);
    link_->close(CloseCode::going_away, "calls are not answered");
}

}  // namespace gateway
