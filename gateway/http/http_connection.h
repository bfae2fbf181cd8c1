#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/error_code.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/http/http_request_reader.h"
#include "gateway/http/http_service.h"
#include "gateway/log.h"

namespace gateway::http {

/// One client's socket: reads a request, hands it up, sends the answer, begins again; never two requests at
/// once. One timer, touched only when a limit moves nearer. Nothing leaves it as an exception.
class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
  public:
    HttpConnection(boost::asio::ip::tcp::socket socket, std::shared_ptr<HttpService> service,
                   DescriptorShares::Token descriptor);

    void start();
    /// One connection too many: says so and closes.
    void refuse();
    /// Closes when there is no answer under way; else that answer is the last.
    void finish();
    void close();

    void answer(HttpResponse response);
    /// The handler threw, or dropped its Respond.
    void answer_failure(std::string_view reason);

  private:
    /// reading: between requests or within one. handling: the handler has it. sending: the socket did not
    /// take the answer at once. draining: our side is shut, what the peer still sends is read away so that
    /// its answer survives.
    enum class Phase { reading, handling, sending, draining, closed };
    using ErrorCode = boost::system::error_code;

    void read_more();
    void on_read(const ErrorCode& error, std::size_t count);
    void process();
    bool take_request();
    void wait_for_more();
    void drop_front(std::size_t count);
    bool is_refused_before_body();
    void send_continue();
    void fail(const Refusal& refusal);
    void dispatch();

    void send(HttpResponse response);
    void become_stream(HttpResponse response);
    void send_rest(std::size_t sent);
    void on_sent(const ErrorCode& error);
    void after_send();
    void drain();
    void on_drained(std::size_t count);
    void begin_next_request();

    void set_deadline(std::chrono::milliseconds time);
    void lift_deadline() { deadline_ = Clock::time_point::max(); }
    void arm_timer();
    void on_timer();
    void on_deadline();
    void abort();

    template <typename Step>
    void guarded(Step step) noexcept;

    using Clock = std::chrono::steady_clock;

    boost::asio::ip::tcp::socket socket_;
    DescriptorShares::Token descriptor_;
    Unauthenticated::Ticket ticket_ = 0;
    boost::asio::steady_timer timer_;
    std::shared_ptr<HttpService> service_;
    RequestReader reader_;
    std::vector<char> buffer_;
    std::size_t filled_ = 0;  // bytes of buffer_ not yet taken
    std::string remote_address_;
    std::string head_;  // of the answer being sent
    std::string body_;
    std::string request_path_;  // for the words of a failure
    Clock::time_point deadline_ = Clock::time_point::max();
    Clock::time_point armed_for_ = Clock::time_point::max();  // max: no wait under way
    std::size_t drained_ = 0;
    Phase phase_ = Phase::reading;
    bool is_refused_ = false;
    bool mid_request_ = false;  // some of the current request has come
    bool last_answer_ = false;
    bool continue_sent_ = false;
    bool head_shown_ = false;  // to the handler, before the body
    bool read_pending_ = false;
    bool processing_ = false;  // process() is on the stack: it goes on by itself after an answer
};

/// Every way in from Asio or from a handler goes through here.
template <typename Step>
void HttpConnection::guarded(Step step) noexcept {
    if (phase_ == Phase::closed) return;
    try {
        step();
    } catch (...) {
        log::error("http.connection", exception_text());
        close();
    }
}

}  // namespace gateway::http
