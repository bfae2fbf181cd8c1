#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "json/value.h"
#include "tests/end_to_end/stage.h"

namespace end_to_end {

class ScriptedSocket;

/// A CALL of the gateway, as it came over the wire.
struct ReceivedCall {
    Clock::time_point at;
    std::string id, action;
    std::shared_ptr<json::Document> frame;
    json::Value payload() const;
};

/// A SetChargingProfile of the gateway.
struct ReceivedProfile {
    Clock::time_point at;
    std::string purpose, unit;
    int connector = 0;
    double limit = 0;
    std::optional<std::int64_t> transaction_id;
    /// What it allows at 230 V.
    double kilowatts(int phases = 3) const;
};

/// "Carries the ceiling": no more than it, and no less than nine tenths of it.
bool carries(const ReceivedProfile& profile, double ceiling_kw, int phases = 3);

/// A charger that does what the test says, on Boost.Beast's websocket. It answers CALLs by a table, keeps what it was
/// told about limits until it is made to forget, and records everything.
class ScriptedCharger {
  public:
    /// The payload of a CALLRESULT; nothing to stay mute.
    using Reaction = std::function<std::optional<std::string>(const ReceivedCall&)>;

    ScriptedCharger(Stage& stage, std::string id);
    ~ScriptedCharger();

    /// Opens the websocket; the HTTP status of the answer (101 when it is open, 0 when nobody answered).
    int connect(std::uint16_t port, const std::string& password = {});
    /// As a pulled cable does it: no closing handshake.
    void drop();
    bool is_connected() const;

    /// Sends a CALL and waits for its CALLRESULT; throws std::runtime_error when none comes or it is a CALLERROR.
    std::shared_ptr<json::Document> call(const std::string& action, const std::string& payload);
    /// Sends any text at all.
    void send(const std::string& text);
    /// The CALLERROR or CALLRESULT with this id, as a whole frame, once it came.
    std::shared_ptr<json::Document> wait_for_answer(const std::string& id, Milliseconds patience = kPatience);

    // What chargers do, on connector 1.
    void boot();
    void status(const std::string& status, const std::string& error = "NoError");
    /// Also keeps the id for `send_power` and `stop_transaction`.
    std::int64_t start_transaction();
    void stop_transaction(const std::string& reason = "Local");
    /// A MeterValues with that much, or with what the limits allow of it.
    void send_power(double kilowatts);
    void send_power_within_limits(double wanted_kw) { send_power(std::min(wanted_kw, limit_kw())); }
    void forget_profiles() { limits_.clear(); }
    /// Boot, Preparing, transaction, Charging.
    void begin_session();
    /// What the profiles it keeps allow now; a very large number without any.
    double limit_kw() const;

    /// Over the default reactions, by action.
    void on(const std::string& action, Reaction reaction) { reactions_[action] = std::move(reaction); }
    void stay_mute(const std::string& action);
    void answer(const std::string& action, const std::string& payload);
    /// Profiles are refused or taken again.
    void answer_status(const std::string& action, const std::string& status) {
        answer(action, R"({"status":")" + status + "\"}");
    }

    const std::vector<ReceivedCall>& calls() const { return calls_; }
    const std::vector<ReceivedProfile>& profiles() const { return profiles_; }
    std::size_t count(const std::string& action) const;
    /// The first call of that action from index `from` of `calls()` on.
    std::optional<ReceivedCall> wait_for_call(const std::string& action, std::size_t from = 0,
                                              Milliseconds patience = kPatience);
    /// The first profile from index `from` of `profiles()` on.
    std::optional<ReceivedProfile> wait_for_profile(std::size_t from, Milliseconds patience = kPatience);

    std::int64_t transaction_id() const { return transaction_id_.value_or(0); }
    static std::string now();

  private:
    void received(const std::string& text);
    void answer_call(const ReceivedCall& call);
    std::optional<std::string> react(const ReceivedCall& call);
    void keep_profile(const ReceivedCall& call);
    void act_on_trigger(const ReceivedCall& call);
    std::string post(const std::string& action, const std::string& payload);
    std::string boot_payload() const;
    std::string status_payload() const;

    Stage& stage_;
    std::string id_;
    std::shared_ptr<ScriptedSocket> socket_;
    std::map<std::string, Reaction> reactions_;
    std::map<std::string, ReceivedProfile> limits_;  ///< by purpose
    std::map<std::string, std::shared_ptr<json::Document>> answers_;
    std::vector<ReceivedCall> calls_;
    std::vector<ReceivedProfile> profiles_;
    std::string status_ = "Available";
    std::optional<std::int64_t> transaction_id_;
    std::int64_t meter_wh_ = 1000;
    int sent_ = 0;
};

}  // namespace end_to_end
