#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "gateway/link/utf8_validator.h"

#include <websocketpp/concurrency/none.hpp>
#include <websocketpp/config/core.hpp>
#include <websocketpp/logger/stub.hpp>
#include <websocketpp/server.hpp>
#include <websocketpp/transport/asio/endpoint.hpp>

#include "gateway/link/charger_socket.h"
#include "gateway/link/request_head.h"

/// websocketpp 0.8.2 as we use it: single-threaded, silent, without extensions, and with our own reading of the HTTP
/// head in place of its lenient one. Only the websocket_*.cpp of a link may see this.
namespace gateway {

/// Reads a request with HeadReader and shows the library only what it has to know: a clean upgrade or plain HTTP.
/// Nothing of the request is kept, so credentials do not stay in memory as long as the socket.
class CheckedRequest : public websocketpp::http::parser::request {
  public:
    std::size_t consume(const char* bytes, std::size_t length) {
        const std::size_t taken = reader_.consume({bytes, length});
        if (reader_.done() && !ready_) {
            show_to_library();
        }
        return taken;
    }
    bool ready() const { return ready_; }
    /// The library hands out its request as const only; the head is wanted once.
    RequestHead take_head() const { return std::move(head_); }

  private:
    void show_to_library() {
        ready_ = true;
        head_ = reader_.take();
        set_method("GET");
        set_version("HTTP/1.1");
        if (head_.refusal == 0) {
            replace_header("Upgrade", "websocket");
            replace_header("Connection", "Upgrade");
            replace_header("Sec-WebSocket-Version", "13");
            replace_header("Sec-WebSocket-Key", head_.websocket_key);
        }
    }

    HeadReader reader_;
    mutable RequestHead head_;
    bool ready_ = false;
};

/// Keeps the link alive as long as the library may still call it.
struct LinkKeeper {
    std::shared_ptr<void> link;
};

/// Makes messages that take no memory for what is only announced, and tells how the one that comes in grows. The
/// library makes one of these with each connection and shows it to nobody else, hence `newest`.
template <typename Message>
class ChargerMessages : public websocketpp::lib::enable_shared_from_this<ChargerMessages<Message>> {
  public:
    using type = ChargerMessages;
    using ptr = websocketpp::lib::shared_ptr<ChargerMessages>;
    using weak_ptr = websocketpp::lib::weak_ptr<ChargerMessages>;
    using message_ptr = typename Message::ptr;
    using OnGrowth = std::function<websocketpp::lib::error_code(std::string& payload, std::size_t announced)>;

    ChargerMessages() { newest = this; }
    message_ptr get_message() { return websocketpp::lib::make_shared<Message>(this->shared_from_this()); }
    message_ptr get_message(websocketpp::frame::opcode::value code, std::size_t size) {
        constexpr std::size_t kMostReserved = 64 << 10;
        return websocketpp::lib::make_shared<Message>(this->shared_from_this(), code, std::min(size, kMostReserved));
    }
    bool recycle(Message*) { return false; }

    OnGrowth on_growth;
    static inline ChargerMessages* newest = nullptr;
};

struct EndpointConfig : websocketpp::config::core {
    using type = EndpointConfig;
    using message_type = websocketpp::message_buffer::message<ChargerMessages>;
    using con_msg_manager_type = ChargerMessages<message_type>;
    using endpoint_msg_manager_type = websocketpp::message_buffer::alloc::endpoint_msg_manager<con_msg_manager_type>;
    using concurrency_type = websocketpp::concurrency::none;
    using elog_type = websocketpp::log::stub;
    using alog_type = websocketpp::log::stub;
    using request_type = CheckedRequest;
    using connection_base = LinkKeeper;

    static constexpr bool enable_multithreading = false;
    static constexpr bool enable_extensions = false;
    /// Small, since every idle charger holds one; most messages fit.
    static constexpr std::size_t connection_read_buffer_size = 2048;

    struct transport_config : websocketpp::config::core::transport_config {
        using concurrency_type = websocketpp::concurrency::none;
        using elog_type = websocketpp::log::stub;
        using alog_type = websocketpp::log::stub;
        using request_type = CheckedRequest;
        static constexpr bool enable_multithreading = false;
        static constexpr long timeout_socket_post_init = 0;  // the link's own timer covers the whole handshake
        using socket_type = SocketPolicy;
    };
    using transport_type = websocketpp::transport::asio::endpoint<transport_config>;
};

/// Fragments of one message that bring nothing; above: 1008. The others are bounded by the size of a message.
constexpr std::size_t kEmptyFragmentsAllowed = 1024;
/// The library takes memory for all of a continuation before it comes; above: 1009.
constexpr std::size_t kLargestContinuation = 16 << 20;
constexpr std::string_view kTooManyFragments = "too many empty fragments";

using Endpoint = websocketpp::server<EndpointConfig>;
using Connection = Endpoint::connection_type;

}  // namespace gateway

/// The library answers a length in more bytes than needed with 1011; it is the peer's fault: 1002 (RFC 6455, 5.2).
/// It counts no fragments either: those without content are, in the header that only messages to the peer have.
template <>
inline websocketpp::lib::error_code
websocketpp::processor::hybi13<gateway::EndpointConfig>::validate_incoming_extended_header(
    frame::basic_header basic, frame::extended_header extended) const {
    const auto code = frame::get_basic_size(basic);
    const std::uint64_t length = frame::get_payload_size(basic, extended);
    const bool wasteful = (code == frame::payload_size_code_16bit && length <= frame::limits::payload_size_basic) ||
                          (code == frame::payload_size_code_64bit && length <= frame::limits::payload_size_extended);
    if (wasteful) {
        return error::make_error_code(error::protocol_violation);
    }
    if (length > gateway::kLargestContinuation && frame::get_opcode(basic) == frame::opcode::continuation) {
        return error::make_error_code(error::message_too_big);
    }
    if (length == 0 && frame::get_opcode(basic) == frame::opcode::continuation && m_data_msg.msg_ptr) {
        m_data_msg.msg_ptr->set_header(m_data_msg.msg_ptr->get_header() + '.');
        if (m_data_msg.msg_ptr->get_header().size() > gateway::kEmptyFragmentsAllowed) {
            return std::make_error_code(std::errc::message_size);
        }
    }
    return {};
}

/// As the library's, without compression, and the growth of a message is told.
template <>
inline size_t websocketpp::processor::hybi13<gateway::EndpointConfig>::process_payload_bytes(uint8_t* bytes,
                                                                                             size_t length,
                                                                                             lib::error_code& ec) {
    if (frame::get_masked(m_basic_header)) {
        m_current_msg->prepared_key = frame::byte_mask_circ(bytes, length, m_current_msg->prepared_key);
    }
    const auto code = m_current_msg->msg_ptr->get_opcode();
    if (code == frame::opcode::text && !m_current_msg->validator.decode(bytes, bytes + length)) {
        ec = error::make_error_code(error::invalid_utf8);
        return 0;
    }
    std::string& payload = m_current_msg->msg_ptr->get_raw_payload();
    payload.append(reinterpret_cast<const char*>(bytes), length);
    m_bytes_needed -= length;
    if (!frame::opcode::is_control(code) && m_msg_manager->on_growth) {
        ec = m_msg_manager->on_growth(payload, m_bytes_needed);
    }
    return ec ? 0 : length;
}

/// An error of ours is none of the library's, which then closes without a code: 1008 belongs there.
template <>
inline void websocketpp::connection<gateway::EndpointConfig>::close(close::status::value const code,
                                                                    std::string const& reason, lib::error_code& ec) {
    if (m_state != session::state::open) {
        ec = error::make_error_code(error::invalid_state);
        return;
    }
    const bool is_ours = code == close::status::blank;
    const auto told = is_ours ? close::status::policy_violation : code;
    const std::string why = is_ours ? std::string(gateway::kTooManyFragments) : reason;
    ec = send_close_frame(told, why.substr(0, frame::limits::close_reason_size), false, close::status::terminal(told));
}
