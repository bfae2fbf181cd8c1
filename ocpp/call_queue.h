#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <variant>

#include "ocpp/codec.h"
#include "ocpp/frame.h"
#include "ocpp/lazy_deque.h"

namespace ocpp {

using SteadyTime = std::chrono::steady_clock::time_point;

/// What became of one CALL of ours; given to the caller exactly once.
struct Answered {
    const Frame* frame = nullptr;  ///< valid during the callback only
    std::optional<json::Value> payload;
};
struct Refused {  ///< CALLERROR
    std::string code;
    std::string description;
};
struct Unusable {  ///< an answer that is not what the message asks for
    std::string reason;
};
struct TimedOut {};
struct Disconnected {};
struct Superseded {};  ///< a newer value took its place while it waited
struct QueueFull {};

using CallOutcome = std::variant<Answered, Refused, Unusable, TimedOut, Disconnected, Superseded, QueueFull>;

/// The same with the payload read as the message's response.
template <class Message>
using Outcome =
    std::variant<typename Message::Response, Refused, Unusable, TimedOut, Disconnected, Superseded, QueueFull>;

/// That an answer counts though its time-out has passed: the caller is told a second time then. Not once a newer call
/// of the same `kind` with another `content` went out.
struct LateAnswer {
    std::string kind;  ///< empty: it does not count
    std::string content;
};

/// CALLs to one peer: one unanswered at a time (OCPP-J 4.1.1), the rest waits in order, bounded. Pure: time is told,
/// frames leave through the given function. Single-threaded. Callbacks may push further calls.
class CallQueue {
  public:
    struct Limits {
        std::size_t waiting = 16;
        std::chrono::milliseconds timeout{60000};
        std::chrono::milliseconds longest_hold{5000};       ///< a limit must not wait for ever for a slow disk
        std::chrono::milliseconds longest_timeout{180000};  ///< learnt from a peer that answers late
        std::chrono::milliseconds late_answer_counts{600000};
    };
    using SendFrame = std::function<void(const std::string& frame)>;
    using OnOutcome = std::function<void(const CallOutcome&)>;

    /// `id_prefix` makes ids unique over restarts: every id is the prefix and a counter (catalogue, 1.2).
    CallQueue(Limits limits, std::string id_prefix, SendFrame send);

    /// A call with a non-empty `replaces` takes the place of one still waiting under the same name, whose caller is
    /// told Superseded. A full queue is told QueueFull. One with a `timeout` of its own says nothing about the peer
    /// when it passes: it may have been too short.
    void push(std::string_view action, std::string payload, OnOutcome on_outcome, SteadyTime now,
              std::string_view replaces = {}, std::optional<std::chrono::milliseconds> timeout = std::nullopt,
              LateAnswer late = {});

    template <class Message>
    void push(const typename Message::Request& request, std::function<void(const Outcome<Message>&)> on_outcome,
              Strictness strictness, QuirkCounters& quirks, SteadyTime now, LateAnswer late = {}) {
        push(
            Message::action, write(request),
            [on_outcome = std::move(on_outcome), strictness, &quirks](const CallOutcome& outcome) {
                on_outcome(typed<Message>(outcome, strictness, quirks));
            },
            now, {}, std::nullopt, std::move(late));
    }

    /// An answer for an id that is not the open one returns false and changes nothing (unknown, second), unless it is
    /// late and counts. How late it was is learnt: the peer is given so much time from then on.
    bool on_result(const Frame& frame, const CallResult& result, SteadyTime now);
    bool on_error(const CallErrorFrame& error, SteadyTime now);
    bool on_broken_answer(const BrokenAnswer& answer, SteadyTime now);

    /// The open and all waiting calls end as Disconnected, at once (quirk 12).
    void on_disconnected();

    /// While the peer waits for an answer of ours nothing new is sent: embedded ones drop what comes between (quirk
    /// 43). Gives a token for `release`; holds count, and end by themselves after `longest_hold`.
    std::uint64_t hold(SteadyTime now);
    void release(std::uint64_t token, SteadyTime now);
    /// The answers that were owed are nobody's any more.
    void forget_holds();

    /// When `on_time` wants to be called; empty while nothing is open or held.
    std::optional<SteadyTime> deadline() const;
    void on_time(SteadyTime now);

    /// A call pushed now would go out at once.
    bool is_idle() const { return !open_ && holds_ == 0; }
    std::size_t waiting() const { return waiting_.size(); }
    /// Time-outs since the last answer of the peer (quirk 17).
    int timeouts_in_a_row() const { return timeouts_in_a_row_; }
    std::uint64_t late_answers() const { return late_answers_; }

  private:
    struct Waiting {
        std::string action, payload, replaces;
        std::optional<std::chrono::milliseconds> timeout;
        LateAnswer late;
        OnOutcome on_outcome;
    };
    struct Open {
        std::string id;
        SteadyTime sent_at, deadline;
        bool has_own_timeout;
        LateAnswer late;
        OnOutcome on_outcome;
    };

    template <class Message>
    static Outcome<Message> typed(const CallOutcome& outcome, Strictness strictness, QuirkCounters& quirks) {
        return std::visit(
            [&](const auto& what) -> Outcome<Message> {
                if constexpr (std::is_same_v<std::decay_t<decltype(what)>, Answered>) {
                    try {
                        return read<typename Message::Response>(what.payload, strictness, quirks);
                    } catch (const CallError& error) {
                        return Unusable{error.what()};
                    }
                } else {
                    return what;
                }
            },
            outcome);
    }

    bool take_place_of_older(Waiting& call);
    void send_next(SteadyTime now);
    bool finish(std::string_view id, const CallOutcome& outcome, SteadyTime now);
    bool finish_late(std::string_view id, const CallOutcome& outcome, SteadyTime now);
    void remember(Open unanswered, SteadyTime now);
    void forget_older_than(const LateAnswer& sent);
    void learn_timeout(std::chrono::milliseconds answered_after);

    Limits limits_;
    std::string id_prefix_;
    SendFrame send_;
    std::uint64_t counter_ = 0;
    int timeouts_in_a_row_ = 0;
    int holds_ = 0;
    std::uint64_t hold_epoch_ = 0;
    SteadyTime hold_ends_{};
    LazyDeque<Waiting> waiting_;
    std::optional<Open> open_;
    LazyDeque<Open> unanswered_;  ///< whose time-out has passed
    std::uint64_t late_answers_ = 0;
};

}  // namespace ocpp
