#pragma once

#include <string>
#include <string_view>

#include "bench/charger_socket.h"
#include "bench/loopback.h"

namespace bench {

enum class Mix { charging, heartbeat };

/// What one charger says: sessions of twenty messages one after another (Preparing, StartTransaction, Charging,
/// fourteen MeterValues, Heartbeat, StopTransaction, Available), with real times and a register that follows them.
class Script {
  public:
    static constexpr int kMessages = 20;  ///< of one session

    /// Its first session begins after so many heartbeats: the fleet's messages of one time are not all of one kind.
    explicit Script(int heartbeats_first) : heartbeats_first_(heartbeats_first) {}

    std::string boot();
    std::string next(Mix mix);
    std::string status(const char* status);
    /// A confirmation of whatever was sent last.
    void confirmed(std::string_view frame);

  private:
    std::string call(const char* action, const std::string& payload);
    std::string session_message(int step);
    std::string meter_values();
    long long register_wh() const;

    long long last_id_ = 0, transaction_ = 0, samples_ = 0;
    int heartbeats_first_, step_ = 0;
    Clock::time_point began_ = Clock::now();
};

/// What a charger answers to a CALL of the server: it takes whatever it is told. Empty: no CALL.
std::string answer_to_call(std::string_view frame);

}  // namespace bench
