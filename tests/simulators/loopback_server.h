#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace simulators::test {

/// A tiny websocket server on loopback, on the test's io_context: keeps what it was asked and sent, answers frames by
/// a function. Not the gateway's implementation.
class LoopbackServer {
  public:
    struct Handshake {
        std::string target, subprotocols, authorization;
    };

    explicit LoopbackServer(boost::asio::io_context& io);
    ~LoopbackServer();

    unsigned short port() const;
    std::string url() const { return "ws://127.0.0.1:" + std::to_string(port()) + "/ocpp"; }

    void send(const std::string& message);
    void ping();
    /// Cuts the newest connection without a closing frame.
    void cut();

    std::vector<Handshake> handshakes;
    std::vector<std::string> received;
    int pongs = 0;
    int ends = 0;                                                 ///< connections that are gone
    int polite_ends = 0;                                          ///< of these with a closing frame
    bool refuses = false;                                         ///< answers the upgrade with 404
    std::function<std::string(const std::string& frame)> answer;  ///< empty text: no answer

  private:
    class Session;
    struct State;
    std::shared_ptr<State> state_;
    friend class Session;
};

/// Runs the io_context until the condition holds; false after the generous bound.
bool run_until(boost::asio::io_context& io, const std::function<bool()>& condition);
/// Lets the io_context run for a real time, for what must not happen.
void run_briefly(boost::asio::io_context& io);

}  // namespace simulators::test
