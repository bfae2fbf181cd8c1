#include "fixture.h"

#include <stdlib.h>

#include <boost/asio/post.hpp>
#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace storage_test {

TempDir::TempDir() {
    std::string pattern = "/tmp/storage_test_XXXXXX";
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary directory");
    path_ = pattern;
}

TempDir::~TempDir() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

void make_of_version(const std::string& data_dir, std::int64_t version) {
    const std::string fixture = FIXTURES "/v" + std::to_string(version) + ".sql";
    INFO("a step was added to the migrations: dump a filled database of the new version to " << fixture);
    REQUIRE(std::filesystem::exists(fixture));
    std::ifstream file(fixture, std::ios::binary);
    const std::string statements{std::istreambuf_iterator<char>(file), {}};
    std::filesystem::create_directory(data_dir);
    std::ofstream(data_dir + "/gateway.db");
    storage::Connection(data_dir + "/gateway.db", storage::Connection::Mode::write).execute(statements.c_str());
}

storage::PostToIo Loop::post() {
    return [this](std::function<void()> what) { boost::asio::post(context_, std::move(what)); };
}

void Loop::run_until(const std::function<bool()>& condition) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!condition()) {
        if (context_.run_one_until(deadline) == 0) FAIL("nothing came within 30 s");
    }
}

Written OnDisk::write(Batch batch) {
    std::optional<Written> answer;
    get().write(std::move(batch), [&](const Written& written) { answer = written; });
    wait([&] { return answer.has_value(); });
    return *answer;
}

Written OnDisk::must_write(Batch batch) {
    auto written = write(std::move(batch));
    INFO(written.error);
    REQUIRE(written.durable);
    return written;
}

std::optional<canonical::Action> OnDisk::find(const std::string& id) {
    std::optional<std::optional<canonical::Action>> answer;
    get().find_action(id, [&](std::optional<canonical::Action> found, const std::string& error) {
        CHECK(error.empty());
        answer = std::move(found);
    });
    wait([&] { return answer.has_value(); });
    return *answer;
}

storage::ActionPage OnDisk::list(const storage::ActionQuery& query) {
    std::optional<storage::ActionPage> answer;
    get().list_actions(query, [&](storage::ActionPage page, const std::string& error) {
        CHECK(error.empty());
        answer = std::move(page);
    });
    wait([&] { return answer.has_value(); });
    return *answer;
}

void OnDisk::restart() {
    storage_.reset();
    storage_ = storage::open_storage(dir_ / "data", loop_.post());
}

UtcTime at(std::int64_t milliseconds) { return UtcTime(std::chrono::milliseconds(milliseconds)); }

storage::ChargePointRecord charge_point(const std::string& id) {
    storage::ChargePointRecord record;
    record.id = id;
    record.approved = true;
    record.boot_accepted = true;
    record.vendor = "Vendor";
    record.model = "Model";
    record.serial_number = "S1";
    record.firmware_version = "1.2";
    record.password_salt = std::string("\0\xff\x01", 3);
    record.password_hash = std::string("\x80\0\0\xfe", 4);
    record.nominal_voltage = 231.5;
    record.max_phases = 1;
    record.min_current = 6.5;
    record.rated_kw = 22.08;
    record.control = false;
    record.registration = storage::Registration::pending;
    record.strict = true;
    record.security_profile = 2;
    record.certificate_name = "CN-1";
    record.next_password_salt = std::string("\0\x02", 2);
    record.next_password_hash = std::string("\x03\0", 2);
    record.traits = R"({"unit":"W"})";
    record.remote_address = "127.0.0.1";
    record.owner = "user_7";
    record.timezone = "Europe/Berlin";
    record.attempts = 5'000'000'000;
    record.first_seen = at(1'700'000'000'001);
    record.last_seen = at(1'700'000'000'002);
    return record;
}

storage::ConnectorRecord connector(const std::string& device_id, const std::string& charge_point_id, int number) {
    return {device_id, charge_point_id, number, {7.4, canonical::Intent::pause, at(9000)}, 7.2, true};
}

canonical::Action action(const std::string& id, const std::string& device_id, std::int64_t created_ms) {
    canonical::Action made;
    made.id = id;
    made.device_id = device_id;
    made.command = canonical::Command::idle;
    made.replaced_intent = canonical::Intent::run;
    made.replaced_pause_at = at(77);
    made.schedule_id = "sched_1";
    made.created_at = at(created_ms);
    made.updated_at = at(created_ms + 1);
    return made;
}

storage::TransactionRecord transaction(std::int64_t id, const std::string& charge_point_id,
                                       const std::string& repeat_key) {
    return {
        id,   charge_point_id, 1,       "TAG", 1200,           "2026-05-08T11:30:00Z", at(1000 + id % 1000), repeat_key,
        true, "Accepted",      "GROUP", 7,     "odd_connector"};
}

storage::TransactionEnd stop(std::int64_t id, const std::string& charge_point_id, std::int64_t meter_stop_wh) {
    return {charge_point_id,
            id,
            meter_stop_wh,
            "2026-05-08T12:30:00Z",
            "Local",
            "{\"stop\":1}",
            at(5000 + id % 1000),
            "TAG",
            "late",
            7800,
            "registers"};
}

storage::MeterValuesRecord values(const std::string& charge_point_id, std::optional<std::int64_t> transaction_id,
                                  const std::string& payload) {
    return {charge_point_id, 1, transaction_id, payload, at(2000)};
}

storage::EventRecord event(const std::string& id, const std::string& type, std::int64_t created_ms) {
    return {0, id, type, canonical::Environment::live, "device_1", R"({"a":1})", at(created_ms)};
}

storage::WebhookEndpointRecord endpoint(const std::string& id, const std::string& event_types) {
    storage::WebhookEndpointRecord record;
    record.id = id;
    record.url = "https://example.com/hook";
    record.event_types = event_types;
    record.secret = "whsec_AAAA";
    record.previous_until = at(77);
    record.created_at = at(10);
    return record;
}

std::int64_t number_in(const std::string& database, const char* statement) {
    return storage::Connection(database, storage::Connection::Mode::read).number(statement);
}

std::string text_in(const std::string& database, const char* statement) {
    return storage::Connection(database, storage::Connection::Mode::read).text(statement);
}

}  // namespace storage_test
