#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "tests/end_to_end/scripted_charger.h"

/// What was acknowledged to chargers and clients, over all lives of a gateway that is killed under them.
namespace end_to_end {

struct ChargerLedger {
    std::map<std::string, std::int64_t> starts;  ///< by the meter reading and charger that tell them apart
    std::set<std::string> readings, stops;
    int denied = 0;  ///< answered with a CALLERROR
};

/// One charger that goes through sessions of a start, two readings and a stop, a message at a time. What is not
/// answered it sends again, as it was, when it is back.
class LedgerCharger {
  public:
    LedgerCharger(Stage& stage, std::string id, ChargerLedger& ledger);

    void connect(std::uint16_t port);
    void drop() { charger_.drop(); }
    bool is_connected() const { return charger_.is_connected(); }
    /// Sends what is next, or again.
    void send_next();
    /// Waits for the answer, and puts it into the ledger; nothing if the link ended before.
    void hear();
    bool is_between_sessions() const { return at_ == At::start && frame_.empty(); }

  private:
    enum class At { boot, status, start, first_reading, second_reading, stop };
    std::string next_frame();
    void acknowledged(const json::Document& answer);

    ChargerLedger& ledger_;
    std::string id_;
    ScriptedCharger charger_;
    At at_ = At::boot;
    std::string frame_;  ///< action and payload, without the id of the message; empty: nothing is unanswered
    std::string message_id_;
    std::int64_t transaction_id_ = 0;
    int sent_ = 0, meter_ = 0;
};

}  // namespace end_to_end
