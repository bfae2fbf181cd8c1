#include <boost/asio/steady_timer.hpp>
#include <catch2/catch.hpp>
#include <random>

#include "tests/end_to_end/gateway_process.h"
#include "tests/end_to_end/scripted_charger.h"

using namespace end_to_end;

namespace {

constexpr int kKills = 10;
constexpr int kLongestRound_ms = 120;

/// Writes ceilings one after the other until the gateway is killed under it.
struct Writer {
    std::optional<double> acknowledged;  ///< the last that was answered with 200
    std::optional<double> unanswered;    ///< sent, and the answer never came: may count or not

    void write_until_killed(const RestClient& client, const std::string& device) {
        for (;;) {
            const double kilowatts = tenths_ / 10.0;
            tenths_ = tenths_ >= 200 ? 42 : tenths_ + 1;
            const int status = client.write_ceiling(device, kilowatts).status;
            if (status == 200) acknowledged = kilowatts;
            unanswered.reset();
            if (status == 0) unanswered = kilowatts;
            if (status != 200 && status != 429) return;
        }
    }

  private:
    int tenths_ = 42;
};

GatewayOptions without_rate_limit() {
    GatewayOptions options;
    options.sections = "[api]\nrequests_per_second = 100000.0\nrequest_burst = 100000.0\n";
    return options;
}

}  // namespace

TEST_CASE("the last acknowledged ceiling survives SIGKILL at any moment while ceilings are written") {
    Stage stage;
    GatewayProcess gateway(stage, without_rate_limit());
    ScriptedCharger charger(stage, "CP-KILLS");
    REQUIRE(charger.connect(gateway.ocpp_port()) == 101);
    charger.begin_session();
    const std::string device = gateway.client().device_of("CP-KILLS");
    std::mt19937 random(20240611);
    Writer writer;
    int unanswered_but_stored = 0;
    for (int round = 0; round < kKills; ++round) {
        boost::asio::steady_timer assassin(stage.io());
        assassin.expires_after(Milliseconds(20 + static_cast<int>(random() % kLongestRound_ms)));
        assassin.async_wait([&](boost::system::error_code error) {
            if (!error) gateway.kill9_now();
        });
        writer.write_until_killed(gateway.client(), device);
        gateway.kill9();
        charger.drop();
        REQUIRE(writer.acknowledged);

        gateway.restart();
        const RestClient client = gateway.client();
        const double stored = client.read_device(device).number("data.settings.max_charge_rate.value");
        INFO("round " << round << ": acknowledged " << *writer.acknowledged << ", unanswered "
                      << writer.unanswered.value_or(0) << ", stored " << stored);
        const bool is_acknowledged = stored == *writer.acknowledged;
        REQUIRE((is_acknowledged || (writer.unanswered && stored == *writer.unanswered)));
        if (!is_acknowledged) ++unanswered_but_stored;
        writer.acknowledged = stored;

        const std::size_t before = charger.profiles().size();
        REQUIRE(charger.connect(gateway.ocpp_port()) == 101);
        charger.send_power(11);
        const auto profile = charger.wait_for_profile(before);
        REQUIRE(profile);
        CHECK(carries(*profile, stored));
    }
    CHECK(unanswered_but_stored < kKills);  // else nothing was shown about acknowledged ones
}
