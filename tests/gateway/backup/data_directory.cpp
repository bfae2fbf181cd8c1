#include "tests/gateway/backup/data_directory.h"

#include <stdlib.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "storage/storage.h"

namespace backup_test {

namespace fs = std::filesystem;

namespace {

storage::Batch first_rows() {
    storage::ChargePointRecord charger;
    charger.id = "CP-1";
    charger.approved = true;
    storage::ConnectorRecord connector;
    connector.device_id = "device_1";
    connector.charge_point_id = "CP-1";
    connector.connector_id = 1;
    connector.desired.max_charge_rate_kw = 7.4;
    storage::TransactionRecord transaction;
    transaction.transaction_id = 5000;
    transaction.charge_point_id = "CP-1";
    transaction.connector_id = 1;
    storage::WebhookEndpointRecord webhook;
    webhook.id = "webhook_1";
    webhook.url = "https://example.com/hook";
    webhook.secret = "whsec_the_secret_of_the_webhook";
    return {storage::PutChargePoint{charger}, storage::PutConnector{connector}, storage::OpenTransaction{transaction},
            storage::PutWebhookEndpoint{webhook}};
}

}  // namespace

DataDirectory::DataDirectory() {
    std::string name = "/tmp/backup_test_XXXXXX";
    REQUIRE(mkdtemp(name.data()) != nullptr);
    root_ = name;
    write(first_rows());
    write_file(file("pepper"), std::string(32, 'p'));
    fs::create_directory(file("ca"));
    write_file(file("ca/ca.pem"), "the certificate");
    write_file(file("ca/ca.key"), "the secret key of the authority");
    write_file(file("charger-kinds.json"), R"({"charger_kinds":[]})");
}

DataDirectory::~DataDirectory() {
    std::error_code ignored;
    fs::remove_all(root_, ignored);
}

void DataDirectory::write(storage::Batch batch) const {
    const auto written = storage::DirectStorage(path()).write(std::move(batch));
    INFO(written.error);
    REQUIRE(written.durable);
}

storage::Snapshot DataDirectory::load() const { return storage::DirectStorage(path()).load(); }

std::string DataDirectory::back_up(const std::string& name, bool with_secrets) const {
    const storage::DirectStorage open(path());
    return gateway::make_backup({path(), beside(name), with_secrets, at_second(1'700'000'000)}, goes_on).file;
}

std::string text_of_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void write_file(const std::string& path, const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }

std::vector<std::string> names_below(const std::string& directory) {
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(directory)) {
        if (entry.is_regular_file()) names.push_back(fs::relative(entry.path(), directory).string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

gateway::UtcTime at_second(std::int64_t seconds) { return gateway::UtcTime(std::chrono::seconds(seconds)); }

}  // namespace backup_test
