#include "tests/end_to_end/rest_client.h"

#include <algorithm>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>
#include <cstdio>
#include <sstream>
#include <stdexcept>

#include "json/ascii.h"
#include "json/parse.h"
#include "tests/rest_recording.h"

namespace end_to_end {

namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

/// Writes one request and reads until the server closes.
struct Exchange : std::enable_shared_from_this<Exchange> {
    Exchange(boost::asio::io_context& io, std::string request_) : socket(io), request(std::move(request_)) {}

    void start(std::uint16_t port) {
        socket.async_connect({boost::asio::ip::address_v4::loopback(), port},
                             [self = shared_from_this()](error_code error) {
                                 if (error) return self->finish();
                                 boost::asio::async_write(self->socket, boost::asio::buffer(self->request),
                                                          [self](error_code, std::size_t) { self->read(); });
                             });
    }

    void read() {
        boost::asio::async_read(socket, boost::asio::dynamic_buffer(answer),
                                [self = shared_from_this()](error_code, std::size_t) { self->finish(); });
    }

    void finish() {
        error_code ignored;
        socket.close(ignored);
        done = true;
    }

    tcp::socket socket;
    std::string request, answer;
    bool done = false;
};

Answer parse_answer(const std::string& text) {
    Answer answer;
    const auto end_of_head = text.find("\r\n\r\n");
    if (end_of_head == std::string::npos || text.compare(0, 9, "HTTP/1.1 ") != 0) return answer;
    answer.status = std::stoi(text.substr(9, 3));
    std::istringstream head(text.substr(0, end_of_head));
    std::string line;
    std::getline(head, line);
    while (std::getline(head, line)) {
        if (!line.empty() && line.back() == '\r') line.pop_back();
        const auto colon = line.find(": ");
        if (colon != std::string::npos)
            answer.headers[json::lower_case(line.substr(0, colon))] = line.substr(colon + 2);
    }
    answer.body = text.substr(end_of_head + 4);
    try {
        answer.document = std::make_shared<json::Document>(json::parse(answer.body));
    } catch (const json::ParseError&) {
    }
    return answer;
}

std::optional<json::Value> element_of(json::Value list, const std::string& number) {
    int index = 0;
    for (const json::Value element : list.elements()) {
        if (number == std::to_string(index++)) return element;
    }
    return std::nullopt;
}

}  // namespace

std::string decimal(double value) {
    char text[40];
    std::snprintf(text, sizeof text, "%.10g", value);
    return text;
}

json::Value Answer::root() const {
    if (!document) throw std::runtime_error("no JSON in the answer " + std::to_string(status) + ": " + body);
    return document->root();
}

json::Value Answer::at(const std::string& path) const {
    json::Value value = root();
    std::istringstream names(path);
    for (std::string name; std::getline(names, name, '.');) {
        const auto member = value.is_array() ? element_of(value, name) : value.find(name);
        if (!member) throw std::runtime_error("no " + path + " in the answer " + std::to_string(status) + ": " + body);
        value = *member;
    }
    return value;
}

bool Answer::has(const std::string& path) const {
    try {
        at(path);
        return true;
    } catch (const std::runtime_error&) {
        return false;
    }
}

double Answer::number(const std::string& path) const {
    const auto number = at(path).number();
    if (!number) throw std::runtime_error(path + " is not a number: " + body);
    return *number;
}

std::string Answer::error_code() const { return has("error.code") ? text("error.code") : ""; }

RestClient::Headers RestClient::key_header() const { return key_.empty() ? Headers{} : Headers{{"x-api-key", key_}}; }

Answer RestClient::post(const std::string& target, const std::string& body) const {
    Headers headers = key_header();
    headers.emplace_back("content-type", "application/json");
    return request("POST", target, headers, body);
}

Answer RestClient::request(const std::string& method, const std::string& target, Headers headers,
                           const std::string& body) const {
    std::string text = method + " " + target + " HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n";
    for (const auto& [name, value] : headers) text += name + ": " + value + "\r\n";
    if (!body.empty()) text += "content-length: " + std::to_string(body.size()) + "\r\n";
    const auto exchange = std::make_shared<Exchange>(stage_->io(), text + "\r\n" + body);
    exchange->start(port_);
    if (!stage_->run_until([&] { return exchange->done; })) exchange->finish();
    Answer answer = parse_answer(exchange->answer);
    const auto type = answer.headers.find("content-type");
    const std::string content_type = type == answer.headers.end() ? "" : type->second;
    rest_recording::record({method, target, body, answer.status, content_type, answer.body});
    return answer;
}

Answer RestClient::write_ceiling(const std::string& device_id, double kilowatts) const {
    return post("/ev-charger/" + device_id + "/settings",
                R"({"max_charge_rate":{"value":)" + decimal(kilowatts) + R"(,"unit":"kw"}})");
}

Answer RestClient::push(const std::string& device_id, const std::string& command,
                        const std::string& on_conflict) const {
    const std::string strategy = on_conflict.empty() ? "" : R"(,"onConflict":")" + on_conflict + "\"";
    return post("/ev-charger/" + device_id, R"({"action":{"command":")" + command + "\"}" + strategy + "}");
}

Answer RestClient::finished_action(const std::string& action_id, Milliseconds patience) const {
    Answer answer;
    stage_->poll_until(
        [&] {
            answer = get("/actions/" + action_id);
            return answer.status == 200 && answer.text("data.state") != "acknowledged";
        },
        patience);
    return answer;
}

std::string RestClient::device_of(const std::string& charge_point_id, int connector) const {
    std::string id;
    const bool found = stage_->poll_until([&] {
        const Answer list = get("/ev-charger?limit=50");
        if (list.status != 200) return false;
        for (const json::Value item : list.at("data.items").elements()) {
            const auto metadata = item.find("metadata").value();
            const bool same = metadata.find("chargePointId")->text() == charge_point_id &&
                              metadata.find("connectorId")->integer() == connector;
            if (same) id = std::string(item.find("id")->text());
        }
        return !id.empty();
    });
    if (!found) throw std::runtime_error("no device of " + charge_point_id + " appeared");
    return id;
}

Answer RestClient::wait_for_device(const std::string& device_id, const std::function<bool(const Answer&)>& condition,
                                   Milliseconds patience) const {
    Answer read;
    stage_->poll_until(
        [&] {
            read = read_device(device_id);
            return read.status == 200 && condition(read);
        },
        patience);
    return read;
}

}  // namespace end_to_end
