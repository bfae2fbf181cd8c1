#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/http/http_server.h"

/// A server and raw clients of it in one thread: the test turns the loop, so nothing happens while it looks.
namespace http_bench {

struct Answer {
    int status = 0;
    std::string head;  ///< status line and fields
    std::string body;

    /// Value of a field, any case of its name; empty if absent.
    std::string field(std::string_view name) const;
};

/// The complete answers at the front of a stream; `without_body` reads them as answers to HEAD.
std::vector<Answer> answers_in(const std::string& stream, bool without_body = false);

/// A plain socket to loopback that never blocks, so that a test decides every byte.
class RawClient {
  public:
    explicit RawClient(std::uint16_t port, int receive_buffer = 0);
    ~RawClient();
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    void send(std::string_view bytes) { unsent_ += bytes; }
    /// No more from our side; what was sent before still goes.
    void half_close();
    /// Gone at once, with a reset.
    void vanish();
    /// Does not read until told.
    bool reads = true;

    void pump();
    const std::string& received() const { return received_; }
    bool all_sent() const { return unsent_.empty(); }
    bool closed() const { return closed_; }

  private:
    void pump_out();
    void pump_in();

    int socket_;
    std::string unsent_, received_;
    bool closed_ = false;
};

/// Answers with what the test says; by default 200 with method and target as body.
struct ScriptedHandler : gateway::HttpHandler {
    void handle(gateway::HttpRequest request, gateway::Respond respond) override;
    gateway::HttpResponse failure(int status, std::string_view reason, std::string_view path) override;
    std::optional<gateway::HttpResponse> refuse_before_body(const gateway::HttpRequest& request) override {
        return before_body ? before_body(request) : std::nullopt;
    }

    std::function<void(const gateway::HttpRequest&, gateway::Respond)> script;
    std::function<std::optional<gateway::HttpResponse>(const gateway::HttpRequest&)> before_body;
    std::vector<gateway::HttpRequest> requests;
    std::string failure_path;
};

class Bench {
  public:
    explicit Bench(gateway::HttpLimits limits = {});

    RawClient& connect(int receive_buffer = 0);
    /// One that has shown a good key, so that it does not go for others.
    RawClient& connect_with_key();
    /// Turns the loop until `done` or ten seconds are over; says whether it was done.
    bool run_until(const std::function<bool()>& done);
    /// Turns the loop for about that long, for what must not happen.
    void run_for(std::chrono::milliseconds time);

    /// Sends on a new connection, waits for `count` answers.
    std::vector<Answer> ask(std::string_view bytes, std::size_t count = 1);
    /// Sends on a new connection, waits for one answer and the end of the connection; status 0 if one was
    /// missing.
    Answer refusal_of(std::string_view bytes);

    boost::asio::io_context io{1};
    ScriptedHandler handler;
    std::unique_ptr<gateway::HttpServer> server;

    const gateway::HttpCounters& counters() const { return server->counters(); }

  private:
    void turn();

    std::vector<std::unique_ptr<RawClient>> clients_;
};

/// "GET <target>" with Host and, if given, more header lines (each with its CR LF).
std::string get(std::string_view target, std::string_view more = {});
std::string post(std::string_view target, std::string_view body, std::string_view more = {});

}  // namespace http_bench
