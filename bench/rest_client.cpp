#include "bench/rest_client.h"

#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

#include "bench/loopback.h"

namespace bench {

namespace {

/// Both servers answer with a Content-Length.
std::size_t content_length(const std::string& head) {
    constexpr std::string_view kName = "content-length:";
    for (std::size_t at = head.find("\r\n"); at != std::string::npos; at = head.find("\r\n", at + 2)) {
        if (::strncasecmp(head.c_str() + at + 2, kName.data(), kName.size()) == 0)
            return std::stoul(head.substr(at + 2 + kName.size()));
    }
    return 0;
}

}  // namespace

RestClient::RestClient(std::uint16_t port, std::string key)
    : descriptor_(connect_to_loopback(port)), key_(std::move(key)) {}

RestClient::~RestClient() { ::close(descriptor_); }

void RestClient::send(const std::string& method, const std::string& target, const std::string& body) {
    std::string request = method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nx-api-key: " + key_ + "\r\n";
    if (!body.empty())
        request += "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
    send_all(descriptor_, request + "\r\n" + body);
}

void RestClient::fill() {
    char buffer[16384];
    const ssize_t got = ::recv(descriptor_, buffer, sizeof buffer, 0);
    if (got <= 0) throw std::runtime_error("the server has closed a client's connection");
    in_.append(buffer, static_cast<std::size_t>(got));
}

std::string RestClient::receive() {
    std::size_t head = 0;
    while ((head = in_.find("\r\n\r\n")) == std::string::npos) fill();
    const std::size_t length = content_length(in_.substr(0, head));
    while (in_.size() < head + 4 + length) fill();
    const std::string body = in_.substr(head + 4, length);
    if (in_.compare(9, 1, "2") != 0) throw std::runtime_error(in_.substr(0, in_.find('\r')) + " " + body);
    in_.erase(0, head + 4 + length);
    return body;
}

}  // namespace bench
