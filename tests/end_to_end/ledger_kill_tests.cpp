#include <boost/asio/steady_timer.hpp>
#include <catch2/catch.hpp>
#include <iostream>
#include <memory>
#include <random>

#include "storage/sql.h"
#include "tests/end_to_end/charger_ledger.h"
#include "tests/end_to_end/gateway_process.h"

/// The gateway under load of chargers and clients, killed at any moment again and again. What it acknowledged is
/// compared with what it has: nothing is lost, nothing is there twice, nothing was done that it denied.
using namespace end_to_end;

namespace {

constexpr int kChargers = 6;
constexpr unsigned kLongestLife_ms = 150, kLongestStart_ms = 60;

GatewayOptions without_allowances() {
    GatewayOptions options;
    options.log_level = "warning";
    options.sections =
        "[api]\nrequests_per_second = 100000.0\nrequest_burst = 100000.0\n"
        "[ocpp]\nmessages_per_second = 100000.0\nmessage_burst = 100000.0\n";
    return options;
}

/// Pushes with a key each, which are sent again until they are answered; and ceilings, each of another height.
class Client {
  public:
    std::set<std::string> actions;  ///< acknowledged
    std::size_t denied = 0, refused_ceilings = 0;
    double ceiling = 0;  ///< acknowledged last
    std::optional<double> unanswered_ceiling;

    void write_once(const RestClient& client, const std::string& device) {
        push(client, device);
        if (unanswered_key_.empty()) write_ceiling(client, device);
    }
    bool has_unanswered() const { return !unanswered_key_.empty(); }

    /// Each third takes no other's place, and is refused where one waits for its start.
    void push(const RestClient& client, const std::string& device) {
        if (unanswered_key_.empty()) unanswered_key_ = "key-" + std::to_string(++pushes_);
        const std::string on_conflict = pushes_ % 3 == 0 ? "" : R"(,"onConflict":"cancel_and_replace")";
        auto headers = client.key_header();
        headers.emplace_back("content-type", "application/json");
        headers.emplace_back("idempotency-key", unanswered_key_);
        const Answer answer = client.request("POST", "/ev-charger/" + device, headers,
                                             R"({"action":{"command":"charge","start":"10h"})" + on_conflict + "}");
        if (!answer.document) return;  // cut off
        if (answer.status == 202) actions.insert(answer.text("data.id"));
        else ++denied;
        unanswered_key_.clear();
    }
    void write_ceiling(const RestClient& client, const std::string& device) {
        const double next = 5 + ceilings_++ % 100 / 10.0;
        unanswered_ceiling = next;
        const int status = client.write_ceiling(device, next).status;
        if (status == 0) return;
        unanswered_ceiling.reset();
        if (status == 200) ceiling = next;
        else ++refused_ceilings;
    }

  private:
    std::string unanswered_key_;
    int pushes_ = 0, ceilings_ = 0;
};

class Site {
  public:
    explicit Site(unsigned seed) : random_(seed) {
        for (int i = 1; i <= kChargers; ++i)
            chargers_.push_back(std::make_unique<LedgerCharger>(stage_, "CP-" + std::to_string(i), ledger_));
        connect();
        for (int messages = 0; messages < 2; ++messages) exchange();  // boot and status
        device_ = gateway_.client().device_of("CP-1");
    }

    void live_and_be_killed() {
        boost::asio::steady_timer assassin(stage_.io());
        assassin.expires_after(Milliseconds(random_() % kLongestLife_ms));
        // A link may end before its time: the next life is not this timer's to end.
        const auto is_this_life = std::make_shared<bool>(true);
        assassin.async_wait([this, is_this_life](boost::system::error_code error) {
            if (!error && *is_this_life) gateway_.kill9_now();
        });
        while (gateway_.is_running() && chargers_.front()->is_connected()) exchange();
        *is_this_life = false;
        gateway_.kill9();
        for (auto& each : chargers_) each->drop();
        compare(false);
        if (random_() % 5 == 0) be_killed_at_start();
        gateway_.restart();
        connect();
    }
    void finish() {
        for (int rounds = 0; rounds < 20 && !is_quiet(); ++rounds) {
            for (auto& each : chargers_) {
                if (each->is_between_sessions()) continue;
                each->send_next();
                each->hear();
            }
            if (client_.has_unanswered()) client_.push(gateway_.client(), device_);
        }
        REQUIRE(is_quiet());
        compare(true);
    }
    const ChargerLedger& ledger() const { return ledger_; }
    const Client& client() const { return client_; }

  private:
    void be_killed_at_start() {
        const ChildProcess starting(
            stage_,
            {gateway_program(), "serve", "--config", gateway_.config_path(), "--data-dir", gateway_.data_dir(),
             "--ocpp-listen", "127.0.0.1:0", "--api-listen", "127.0.0.1:0"},
            "/dev/null");
        stage_.watch_for(Milliseconds(random_() % kLongestStart_ms));
    }
    void connect() {
        for (auto& each : chargers_) each->connect(gateway_.ocpp_port());
    }
    bool is_quiet() const {
        for (const auto& each : chargers_) {
            if (!each->is_between_sessions()) return false;
        }
        return !client_.has_unanswered();
    }
    /// All at once: what is under way together shares a commit.
    void exchange() {
        for (auto& each : chargers_) each->send_next();
        if (!device_.empty()) client_.write_once(gateway_.client(), device_);
        for (auto& each : chargers_) each->hear();
    }

    /// Of what is unanswered each may be there or not, once.
    void compare(bool is_quiet_now) {
        storage::Connection rows(gateway_.data_dir() + "/gateway.db", storage::Connection::Mode::read);
        const auto holds = [&](const char* what, const char* statement, std::size_t acknowledged, int unanswered) {
            INFO(what);
            const auto found = static_cast<std::size_t>(rows.number(statement));
            CHECK(found >= acknowledged);
            CHECK(found <= acknowledged + static_cast<std::size_t>(is_quiet_now ? 0 : unanswered));
        };
        holds("starts", "SELECT count(*) FROM transactions", ledger_.starts.size(), kChargers);
        holds("readings", "SELECT count(*) FROM meter_values", ledger_.readings.size(), kChargers);
        holds("stops", "SELECT count(*) FROM transactions WHERE stop_payload IS NOT NULL", ledger_.stops.size(),
              kChargers);
        holds("messages of unknown sessions",
              "SELECT (SELECT count(*) FROM orphan_stops) + (SELECT count(*) FROM orphan_values)", 0, 0);
        holds("actions", "SELECT count(*) FROM actions", client_.actions.size(), 1);
        compare_ceiling(rows);
        if (is_quiet_now) compare_each(rows);
    }
    void compare_ceiling(storage::Connection& rows) {
        if (client_.ceiling == 0) return;
        const auto stored =
            static_cast<double>(rows.number("SELECT CAST(round(max_charge_rate_kw * 10) AS INTEGER) FROM connectors"
                                            " WHERE charge_point_id = 'CP-1'")) /
            10;
        CAPTURE(stored, client_.ceiling, client_.unanswered_ceiling.value_or(0));
        CHECK((stored == client_.ceiling || stored == client_.unanswered_ceiling));
        client_.ceiling = stored;
        client_.unanswered_ceiling.reset();
    }
    void compare_each(storage::Connection& rows) {
        std::map<std::string, std::int64_t> starts;
        storage::Query started(rows,
                               "SELECT charge_point_id || ' ' || meter_start_wh, transaction_id FROM transactions");
        while (started.step()) {
            const auto key = started.taken<std::string>();
            starts[key] = started.taken<std::int64_t>();
        }
        CHECK(starts == ledger_.starts);
        std::set<std::string> stops;
        storage::Query stopped(rows, "SELECT charge_point_id || ' ' || meter_stop_wh FROM transactions");
        while (stopped.step()) stops.insert(stopped.taken<std::string>());
        CHECK(stops == ledger_.stops);
        std::set<std::string> actions;
        storage::Query pushed(rows, "SELECT id FROM actions");
        while (pushed.step()) actions.insert(pushed.taken<std::string>());
        CHECK(actions == client_.actions);
    }

    std::mt19937 random_;
    Stage stage_;
    GatewayProcess gateway_{stage_, without_allowances()};
    ChargerLedger ledger_;
    std::vector<std::unique_ptr<LedgerCharger>> chargers_;
    Client client_;
    std::string device_;
};

void kill_under_load(int kills) {
    const unsigned seed = std::random_device{}();
    INFO("seed " << seed);
    Site site(seed);
    for (int kill = 0; kill < kills; ++kill) site.live_and_be_killed();
    site.finish();
    CHECK(site.ledger().denied == 0);
    CHECK(site.client().denied > 0);
    CHECK(site.client().refused_ceilings == 0);
    CHECK(site.ledger().readings.size() > static_cast<std::size_t>(kills));
    std::cout << kills << " kills: " << site.ledger().starts.size() << " starts, " << site.ledger().readings.size()
              << " readings, " << site.ledger().stops.size() << " stops, " << site.client().actions.size()
              << " actions acknowledged, each there once; " << site.client().denied << " denied, none of them done\n";
}

}  // namespace

TEST_CASE("20 kills under load of chargers and clients: nothing is lost, twice there, or done though denied") {
    kill_under_load(20);
}

TEST_CASE("500 kills under load of chargers and clients: nothing is lost, twice there, or done though denied",
          "[.][long]") {
    kill_under_load(500);
}
