#pragma once

#include <cstdint>
#include <string>

namespace bench {

/// One kept-alive HTTP connection on loopback: a request, then its answer.
class RestClient {
  public:
    RestClient(std::uint16_t port, std::string key);
    ~RestClient();
    RestClient(const RestClient&) = delete;
    RestClient& operator=(const RestClient&) = delete;

    /// The body. Throws std::runtime_error where the status is not 2xx.
    std::string get(const std::string& target) { return exchange("GET", target, {}); }
    std::string post(const std::string& target, const std::string& body) { return exchange("POST", target, body); }
    int descriptor() const { return descriptor_; }
    void send(const std::string& method, const std::string& target, const std::string& body);
    std::string receive();

  private:
    std::string exchange(const std::string& method, const std::string& target, const std::string& body) {
        send(method, target, body);
        return receive();
    }
    void fill();

    int descriptor_;
    std::string key_, in_;
};

}  // namespace bench
