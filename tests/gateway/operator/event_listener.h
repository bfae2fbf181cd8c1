#pragma once

#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "tests/gateway/operator/operator_bench.h"

namespace gateway {

/// One event as a client's parser gives it (WHATWG HTML, 9.2.6).
struct HeardEvent {
    std::string id;  ///< the last id so far
    std::string type, body;

    /// The value at a dotted path of the body as JSON.
    std::string at(const std::string& path) const { return RestAnswer{200, body, {}}.at(path); }
};

/// A client of GET /events. What its stream was sent is there at once, unless it does not read.
class EventListener {
  public:
    EventListener(OperatorBench& bench, const std::string& query = {}, const std::string& key = {},
                  const std::string& last_event_id = {})
        : wire_(std::make_shared<Wire>()) {
        HttpRequest request;
        request.method = "GET";
        request.target = "/events";
        request.path = {"events"};
        std::istringstream parts(query);
        for (std::string part; std::getline(parts, part, '&');)
            request.query.emplace_back(part.substr(0, part.find('=')), part.substr(part.find('=') + 1));
        request.headers.emplace_back("x-api-key", key.empty() ? bench.integrator_key : key);
        if (!last_event_id.empty()) request.headers.emplace_back("last-event-id", last_event_id);
        bench.api->handle(std::move(request), [this](HttpResponse response) {
            answer = {response.status, response.body, response.headers};
            content_type = response.content_type;
            if (response.stream) wire_->terms = std::move(*response.stream);
        });
        if (wire_->terms.opened) wire_->terms.opened(wire_);
        bench.settle();
    }
    ~EventListener() { leave(); }

    void leave() {
        if (!wire_->is_open) return;
        wire_->close();
        if (wire_->terms.closed) wire_->terms.closed();
    }
    void stop_reading() { wire_->reads = false; }
    void read_again() {
        wire_->reads = true;
        wire_->received += std::exchange(wire_->queue, {});
        wire_->terms.drained();
    }
    bool is_open() const { return wire_->is_open; }
    const std::string& text() const { return wire_->received; }

    std::vector<HeardEvent> heard() const {
        std::vector<HeardEvent> events;
        HeardEvent next;
        std::istringstream lines(wire_->received);
        for (std::string line; std::getline(lines, line);) {
            if (line.rfind("id: ", 0) == 0) next.id = line.substr(4);
            if (line.rfind("event: ", 0) == 0) next.type = line.substr(7);
            if (line.rfind("data: ", 0) == 0) next.body = line.substr(6);
            if (!line.empty()) continue;
            if (!next.body.empty()) events.push_back(next);
            last_id = next.id;
            next = {next.id, {}, {}};
        }
        return events;
    }
    std::vector<HeardEvent> heard(const std::string& type) const {
        std::vector<HeardEvent> wanted;
        for (const auto& event : heard()) {
            if (event.type == type) wanted.push_back(event);
        }
        return wanted;
    }
    /// What a client sends as Last-Event-ID.
    std::string resume_id() const { return heard(), last_id; }
    void forget() { wire_->received.clear(); }

    RestAnswer answer;
    std::string content_type;

  private:
    struct Wire : HttpStream {
        bool send(std::string_view text) override {
            if (is_open) (reads ? received : queue) += text;
            return is_open;
        }
        std::size_t queued() const override { return queue.size(); }
        void close() override { is_open = false; }

        HttpStreamTerms terms;
        std::string received, queue;
        bool reads = true, is_open = true;
    };
    std::shared_ptr<Wire> wire_;
    mutable std::string last_id;
};

}  // namespace gateway
