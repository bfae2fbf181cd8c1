#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "bench/charger.h"

namespace bench {

struct Answers {
    double seconds = 0;
    std::vector<double> latencies_us;  ///< each from when it was to be sent until its confirmation
};

/// Many chargers of one server in one thread. Every message waits for the confirmation of the one before, as OCPP-J
/// wants it; a CALLERROR or a lost socket ends the program, since then nothing that is measured means anything.
class Fleet {
  public:
    Fleet(std::uint16_t port, std::string prefix, int chargers);
    ~Fleet();
    Fleet(const Fleet&) = delete;
    Fleet& operator=(const Fleet&) = delete;

    /// Connects them all and has their boots confirmed, at most so many at once. Seconds that it took.
    double connect(int at_once);
    /// Each tells what its connector is, once.
    void tell_available();
    /// Answers CALLs until none has come for so long.
    void settle(std::chrono::milliseconds quiet);
    /// So many messages, so many at a time: the server is never without work.
    Answers closed_loop(Mix mix, long messages, int in_flight);
    /// So many messages a second, whether the server keeps up or not.
    Answers at_rate(Mix mix, long messages, double per_second);
    /// Reads what comes until a CALL of that action came, for at most ten seconds. When it came.
    Clock::time_point wait_for_call(std::string_view action);

  private:
    struct Charger {
        explicit Charger(int heartbeats_first) : script(heartbeats_first) {}
        ChargerSocket socket;
        Script script;
        bool waits = false;
        Clock::time_point due{};
    };

    void open(std::size_t index);
    void send(std::size_t index, const std::string& message, Clock::time_point due);
    void send_next(Mix mix, Clock::time_point due);
    void received(std::size_t index, std::string_view frame);
    /// Once around: what has arrived within so many milliseconds.
    bool turn(int patience_ms);
    void wait_for_confirmations();

    std::uint16_t port_;
    std::string prefix_;
    int epoll_;
    std::vector<std::unique_ptr<Charger>> chargers_;
    std::deque<std::size_t> free_;  ///< whose last message is confirmed, longest ago first
    std::size_t open_ = 0;
    long confirmed_ = 0;
    Answers answers_;
    std::string last_call_;
};

}  // namespace bench
