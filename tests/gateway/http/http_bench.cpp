#include "tests/gateway/http/http_bench.h"

#include <utility>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>

#include "gateway/http/http_strictness.h"
#include "json/ascii.h"

namespace http_bench {
namespace {

constexpr std::chrono::seconds patience{10};

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/// Length of the body announced; 0 if none.
std::size_t announced_length(const Answer& answer) {
    const auto text = answer.field("content-length");
    return text.empty() ? 0 : std::stoul(text);
}

}  // namespace

std::string Answer::field(std::string_view name) const {
    std::size_t at = head.find("\r\n");
    while (at != std::string::npos && at + 2 < head.size()) {
        const auto begin = at + 2;
        at = head.find("\r\n", begin);
        const auto line = std::string_view(head).substr(begin, at - begin);
        const auto colon = line.find(": ");
        if (colon != std::string_view::npos && json::equal_ignoring_case(line.substr(0, colon), name))
            return std::string(line.substr(colon + 2));
    }
    return {};
}

std::vector<Answer> answers_in(const std::string& stream, bool without_body) {
    std::vector<Answer> answers;
    std::size_t at = 0;
    for (;;) {
        const auto end = stream.find("\r\n\r\n", at);
        if (end == std::string::npos) return answers;
        Answer answer;
        answer.head = stream.substr(at, end + 2 - at);
        answer.status = std::stoi(answer.head.substr(9, 3));
        const auto length = without_body ? 0 : announced_length(answer);
        if (stream.size() < end + 4 + length) return answers;
        answer.body = stream.substr(end + 4, length);
        at = end + 4 + length;
        answers.push_back(std::move(answer));
    }
}

RawClient::RawClient(std::uint16_t port, int receive_buffer) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    if (receive_buffer > 0) ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    const auto address = loopback(port);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error("cannot connect");
    ::fcntl(socket_, F_SETFL, O_NONBLOCK);
}

RawClient::~RawClient() {
    if (socket_ >= 0) ::close(socket_);
}

void RawClient::half_close() {
    pump();
    ::shutdown(socket_, SHUT_WR);
}

void RawClient::vanish() {
    const linger at_once{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    ::close(socket_);
    socket_ = -1;
    closed_ = true;
}

void RawClient::pump() {
    if (socket_ < 0) return;
    pump_out();
    if (reads) pump_in();
}

void RawClient::pump_out() {
    if (unsent_.empty()) return;
    const auto count = ::send(socket_, unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
    if (count > 0) unsent_.erase(0, static_cast<std::size_t>(count));
}

void RawClient::pump_in() {
    std::array<char, 65536> bytes;
    for (;;) {
        const auto count = ::recv(socket_, bytes.data(), bytes.size(), 0);
        if (count > 0) received_.append(bytes.data(), static_cast<std::size_t>(count));
        else break;
    }
    closed_ = closed_ || ::recv(socket_, bytes.data(), 1, MSG_PEEK) == 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
}

void ScriptedHandler::handle(gateway::HttpRequest request, gateway::Respond respond) {
    requests.push_back(request);
    if (script) return script(request, std::move(respond));
    gateway::HttpResponse response;
    response.body = request.method + " " + request.target;
    respond(std::move(response));
}

gateway::HttpResponse ScriptedHandler::failure(int status, std::string_view reason, std::string_view path) {
    failure_path = path;
    gateway::HttpResponse response;
    response.status = status;
    response.body = reason;
    return response;
}

Bench::Bench(gateway::HttpLimits limits) : server(gateway::listen_for_clients(io, "127.0.0.1", 0, limits, handler)) {}

RawClient& Bench::connect(int receive_buffer) {
    clients_.push_back(std::make_unique<RawClient>(server->port(), receive_buffer));
    return *clients_.back();
}

RawClient& Bench::connect_with_key() {
    const auto script = std::exchange(handler.script, [](const gateway::HttpRequest&, const gateway::Respond& respond) {
        gateway::HttpResponse response;
        response.is_to_key_holder = true;
        respond(std::move(response));
    });
    RawClient& client = connect();
    client.send(get("/"));
    run_until([&] { return answers_in(client.received()).size() == 1; });
    handler.script = script;
    return client;
}

void Bench::turn() {
    io.restart();
    io.run_one_for(std::chrono::milliseconds(1));
    io.poll();
    for (const auto& client : clients_) client->pump();
}

bool Bench::run_until(const std::function<bool()>& done) {
    const auto end = std::chrono::steady_clock::now() + patience;
    while (!done()) {
        if (std::chrono::steady_clock::now() > end) return false;
        turn();
    }
    return true;
}

void Bench::run_for(std::chrono::milliseconds time) {
    const auto end = std::chrono::steady_clock::now() + time;
    while (std::chrono::steady_clock::now() < end) turn();
}

std::vector<Answer> Bench::ask(std::string_view bytes, std::size_t count) {
    auto& client = connect();
    client.send(bytes);
    run_until([&] { return answers_in(client.received()).size() >= count || client.closed(); });
    return answers_in(client.received());
}

Answer Bench::refusal_of(std::string_view bytes) {
    auto& client = connect();
    client.send(bytes);
    const bool over = run_until([&] { return client.closed(); });
    const auto answers = answers_in(client.received());
    return over && answers.size() == 1 ? answers.front() : Answer{};
}

std::string get(std::string_view target, std::string_view more) {
    return "GET " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\n" + std::string(more) + "\r\n";
}

std::string post(std::string_view target, std::string_view body, std::string_view more) {
    return "POST " + std::string(target) +
           " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
           std::string(more) + "\r\n" + std::string(body);
}

}  // namespace http_bench
