#include <catch2/catch.hpp>

#include <random>

#include "tests/gateway/webhooks/delivery_bench.h"

using namespace gateway;
using namespace gateway::testing;

namespace {

constexpr int kDevices = 6, kSteps = 400;

/// A receiver that fails, dawdles or accepts as chance will have it, and a gateway that is killed now and then.
class Chance {
  public:
    explicit Chance(unsigned seed) : random_(seed) {
        bench.rules.retries.assign(500, 30s);
        restart();
        for (const char* host : {"a.example", "b.example"}) bench.add_endpoint(host);
    }

    void step() {
        const int chance = draw(100);
        if (chance < 50) happen(draw(kDevices));
        else if (chance < 85) bench.run(std::chrono::seconds(draw(60)));
        else if (chance < 95)
            bench.sender->answer_open(draw(2) == 0 ? WebhookAnswer{200, "", ""} : WebhookAnswer{0, "gone", ""});
        else if (chance < 97) bench.storage.fail_next = true;
        else restart();
    }

    void recover() {
        moody_ = false;
        bench.storage.fail_next = false;
        bench.sender->answer_open({0, "gone", ""});
        bench.run(24h);
    }

    /// Nothing is left out and nothing comes before its turn; what is accepted may come again until the next of its
    /// device.
    void check() const {
        CHECK(bench.left(storage::DeliveryState::pending) == 0);
        for (const char* host : {"a.example", "b.example"}) {
            for (const auto& [device, count] : happened_) {
                int last = 0;
                const auto found = accepted_.find(host + ("/" + device));
                for (const int number : found == accepted_.end() ? std::vector<int>{} : found->second) {
                    CHECK((number == last || number == last + 1));
                    last = number;
                }
                CHECK(last == count);
            }
        }
    }

    DeliveryBench bench;

  private:
    int draw(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random_); }

    void happen(int device) {
        const std::string name = "device_" + std::to_string(device);
        if (!bench.storage.fail_next) bench.happen(name, ++happened_[name]);
    }

    void restart() {
        bench.restart();
        bench.sender->reply = [this](const FakeSender::Sent& one) { return answer(one); };
        bench.deliveries->start();
    }

    std::optional<WebhookAnswer> answer(const FakeSender::Sent& one) {
        const int chance = moody_ ? draw(10) : 9;
        if (chance < 4) return WebhookAnswer{500, "", chance == 0 ? "120" : ""};
        const auto colon = one.id.find(':');
        accepted_[one.host + "/" + one.id.substr(0, colon)].push_back(std::stoi(one.id.substr(colon + 1)));
        if (chance < 6)
            return std::nullopt;  // accepted, and the answer comes late, is lost, or the gateway is killed first
        return WebhookAnswer{200, "", ""};
    }

    std::mt19937 random_;
    bool moody_ = true;
    std::map<std::string, int> happened_;
    std::map<std::string, std::vector<int>> accepted_;
};

}  // namespace

TEST_CASE("whatever receivers and restarts do, every event arrives, of each device in order") {
    for (unsigned seed = 1; seed <= 20; ++seed) {
        INFO("seed " << seed);
        Chance chance(seed);
        for (int i = 0; i < kSteps; ++i) chance.step();
        chance.recover();
        chance.check();
        CHECK(chance.bench.sender->most_at_once <= chance.bench.rules.at_once);
    }
}
