#pragma once

#include <string>

#include "gateway/app/sandbox.h"
#include "gateway/link/websocket_server.h"
#include "tests/gateway/charge_point/bench.h"
#include "tests/gateway/link/raw_charger.h"

namespace gateway {

/// A Bench whose chargers come over real sockets: byte-exact requests and frames at one end, the whole engine at the
/// other. The engine's clock stays the manual one.
class SocketBench {
  public:
    explicit SocketBench(SiteOptions options) : bench(std::move(options)) {}

    bool until(const std::function<bool()>& so, std::chrono::milliseconds bound = 8s) {
        const auto deadline = std::chrono::steady_clock::now() + bound;
        while (!so()) {
            if (std::chrono::steady_clock::now() > deadline) return false;
            io_.restart();
            io_.run_one_for(2ms);
            bench.settle();
        }
        return true;
    }
    /// The status of the answer to an upgrade request, -1 where the socket ends without one.
    int request(testing::RawCharger& charger, std::string_view bytes) {
        until([&] {
            bytes.remove_prefix(charger.write_some(bytes));
            charger.read();
            return charger.answer_has("\r\n\r\n") || charger.ended;
        });
        return charger.status() != 0 ? charger.status() : -1;
    }
    /// The text frame that begins so, or "".
    std::string answer(testing::RawCharger& charger, const std::string& begins) {
        std::string found;
        until([&] {
            charger.read();
            for (const auto& frame : charger.frames()) {
                if (frame.opcode == 1 && frame.payload.rfind(begins, 0) == 0) found = frame.payload;
            }
            return !found.empty() || charger.ended;
        });
        return found;
    }
    void approve(const std::string& id) {
        bench.site->chargers().approve(id, true, [](ChargerDesk::Approval) {});
        bench.settle();
    }

    Bench bench;

  protected:
    boost::asio::io_context io_{1};
};

/// With one plain port.
class DoorBench : public SocketBench {
  public:
    explicit DoorBench(SiteOptions options = Bench::automatic())
        : SocketBench(std::move(options)),
          door_(*bench.site, canonical::Environment::live),
          server_(listen_for_chargers(io_, "127.0.0.1", 0, LinkLimits{}, door_)) {}

    testing::RawCharger connect() { return testing::RawCharger(server_->port()); }
    int ask(const std::string& target, const std::map<std::string, std::string>& changes = {}) {
        testing::RawCharger charger = connect();
        return request(charger, testing::upgrade(target, changes));
    }
    bool is_connected(const std::string& folded_id) {
        return until([&] { return bench.site->charge_points().at(folded_id)->is_connected(); });
    }

  private:
    Door door_;
    std::unique_ptr<ChargerServer> server_;
};

inline SiteOptions only_approved() {
    SiteOptions options;
    options.onboarding = Onboarding::approve;
    return options;
}

inline const std::string kBoot = R"([2,"1","BootNotification",{"chargePointVendor":"Acme","chargePointModel":"One"}])";

inline std::string base64(const std::string& bytes) {
    constexpr const char* kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        unsigned group = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            group = (group << 8) + (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u);
        }
        for (int k = 3; k >= 0; --k) text += kDigits[(group >> (6 * k)) & 63];
    }
    const std::size_t missing = (3 - bytes.size() % 3) % 3;
    return text.replace(text.size() - missing, missing, missing, '=');
}

inline std::string basic(const std::string& user, const std::string& password) {
    return "Basic " + base64(user + ":" + password);
}

}  // namespace gateway
