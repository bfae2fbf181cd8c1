#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/charge_point/charge_point.h"
#include "json/writer.h"

namespace gateway {

struct OperatorLimits {
    std::chrono::milliseconds call_timeout{30000};
    double disruptive_per_minute = 30;          ///< resets and updates that one key asks for; above: 429
    std::size_t calls_kept = 1000;              ///< with their outcome; the oldest goes first
    std::size_t bytes_kept = 32 * 1024 * 1024;  ///< of their payloads and responses
};

/// A call as the operator asked for it, checked (operator_request.h).
struct OperatorRequest {
    std::string action, payload;
    std::chrono::milliseconds timeout{};
};

/// One call and what became of it; secrets are masked.
struct OperatorCall {
    std::string id, charge_point_id, action, payload;
    canonical::Environment environment = canonical::Environment::live;
    UtcTime asked_at{};
    SteadyTime asked_at_steady{};
    std::optional<UtcTime> sent_at, ended_at;
    std::int64_t sequence = 0;          ///< in the order in which they were asked for
    std::optional<RawOutcome> outcome;  ///< empty: it waits, or the charger was not heard yet
    /// Of a RemoteStartTransaction that was accepted: "awaited", "started" or "not_started" (CF-105).
    std::string start;
    std::optional<std::int64_t> transaction_id;
};

/// Writes it as GET /operator/calls/{id} shows it.
void write_operator_call(json::Writer& out, const OperatorCall& call);

/// The operator's calls of this process: sends them, keeps their outcomes for a while, and watches whether a start that
/// was accepted begins. Io thread; owned by the Api.
class OperatorCalls {
  public:
    using Done = std::function<void(const OperatorCall&)>;

    struct Counters {
        std::uint64_t asked = 0, forgotten = 0, starts_in_vain = 0;
    };

    OperatorCalls(Time& time, storage::Storage& storage, OperatorLimits limits)
        : time_(time), storage_(storage), limits_(limits) {}

    /// Gives its id; `done` is called once, maybe from inside the call.
    std::string start(const std::shared_ptr<ChargePoint>& charge_point, const OperatorRequest& request, Done done);
    /// Null: never made, or forgotten.
    const OperatorCall* find(const std::string& id);
    struct Query {
        canonical::Environment environment = canonical::Environment::live;
        std::optional<std::string> charge_point_id, status;
        std::optional<std::int64_t> before;  ///< sequence
        std::size_t limit = 50;
    };
    struct Page {
        std::vector<const OperatorCall*> items;  ///< newest first; as long as nothing else is asked here
        bool more = false;
    };
    Page list(const Query& query);
    static bool is_status(const std::string& word);
    const OperatorLimits& limits() const { return limits_; }
    const Counters& counters() const { return counters_; }

  private:
    struct Kept {
        OperatorCall call;
        Done done;
        std::weak_ptr<ChargePoint> charge_point;
        std::unique_ptr<Time::Timer> start_timer;
        std::size_t bytes = 0;
    };

    /// Who asked is on record with it; it does not wait for that.
    void put_on_record(const OperatorCall& call);
    void ended(const std::shared_ptr<Kept>& kept, const RawOutcome& outcome);
    void watch_start(const std::shared_ptr<Kept>& kept);
    static void look_for_start(Kept& kept);
    void start_was_in_vain(Kept& kept);
    void make_room();

    Time& time_;
    storage::Storage& storage_;
    OperatorLimits limits_;
    std::deque<std::shared_ptr<Kept>> kept_;  ///< oldest first
    std::size_t bytes_ = 0;
    std::int64_t last_sequence_ = 0;
    Counters counters_;
};

}  // namespace gateway
