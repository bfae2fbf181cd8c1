#pragma once

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/error_code.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "gateway/http/http_service.h"
#include "gateway/http/http_stream.h"

namespace gateway::http {

/// The socket of a connection whose answer stays open, taken over from its HttpConnection: nothing but this answer
/// comes after it. What the peer still sends is read away, for its end is seen by reading alone. Io thread.
class StreamConnection : public HttpStream, public std::enable_shared_from_this<StreamConnection> {
  public:
    StreamConnection(boost::asio::ip::tcp::socket socket, std::shared_ptr<HttpService> service,
                     DescriptorShares::Token descriptor);

    void start(HttpResponse response, bool is_http10);
    bool send(std::string_view text) override;
    std::size_t queued() const override { return queue_.size(); }
    void close() override;

  private:
    using ErrorCode = boost::system::error_code;

    std::size_t write_now(std::string_view text);
    void wait_for_room();
    void send_queued();
    void read_away();
    void keep_alive();
    void abort();
    template <typename Step>
    void guarded(Step step) noexcept;

    boost::asio::ip::tcp::socket socket_;
    DescriptorShares::Token descriptor_;
    boost::asio::steady_timer timer_;
    std::shared_ptr<HttpService> service_;
    HttpStreamTerms terms_;
    std::array<char, 512> thrown_away_{};
    std::string queue_;  // what the socket did not take
    bool said_something_ = false;
    bool is_open_ = true;
    bool was_opened_ = false;  // its holder knows of it
    bool waits_for_room_ = false;
};

}  // namespace gateway::http
