#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "json/value.h"
#include "tests/end_to_end/stage.h"

namespace end_to_end {

/// One HTTP answer. `status` 0: the connection ended without one.
struct Answer {
    int status = 0;
    std::map<std::string, std::string> headers;  ///< names in lower case
    std::string body;
    std::shared_ptr<json::Document> document;  ///< empty where the body is not JSON

    json::Value root() const;
    /// The value at a dotted path ("data.state.status", "data.items.0.id"); throws std::runtime_error with the body
    /// where there is none.
    json::Value at(const std::string& path) const;
    bool has(const std::string& path) const;
    std::string text(const std::string& path) const { return std::string(at(path).text()); }
    double number(const std::string& path) const;
    /// error.code, or an empty text.
    std::string error_code() const;
};

/// The REST surface as a client on the wire: one connection per request, bytes as given.
class RestClient {
  public:
    using Headers = std::vector<std::pair<std::string, std::string>>;

    RestClient(Stage& stage, std::uint16_t port, std::string key = {})
        : stage_(&stage), port_(port), key_(std::move(key)) {}

    Answer get(const std::string& target) const { return request("GET", target, key_header()); }
    Answer post(const std::string& target, const std::string& body) const;
    Answer request(const std::string& method, const std::string& target, Headers headers,
                   const std::string& body = {}) const;

    Answer read_device(const std::string& device_id) const { return get("/ev-charger/" + device_id); }
    Answer write_ceiling(const std::string& device_id, double kilowatts) const;
    /// `on_conflict` empty: left out.
    Answer push(const std::string& device_id, const std::string& command, const std::string& on_conflict = {}) const;
    /// Waits until the action is in a state that nothing changes any more; returns what the API says then.
    Answer finished_action(const std::string& action_id, Milliseconds patience = kPatience) const;
    /// Waits for the device of that charger and connector and returns its id.
    std::string device_of(const std::string& charge_point_id, int connector = 1) const;
    /// Waits until a read of the device fulfils the condition; the last read either way.
    Answer wait_for_device(const std::string& device_id, const std::function<bool(const Answer&)>& condition,
                           Milliseconds patience = kPatience) const;

    std::uint16_t port() const { return port_; }
    const std::string& key() const { return key_; }
    Headers key_header() const;

  private:
    Stage* stage_;
    std::uint16_t port_;
    std::string key_;
};

std::string decimal(double value);

}  // namespace end_to_end
