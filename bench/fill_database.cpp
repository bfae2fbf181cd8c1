#include <iostream>

#include "canonical/time.h"
#include "storage/storage.h"

/// Fills a data directory with sessions that have ended: what a gateway that has run for long finds at its start.
///   bench-fill DATA_DIR TRANSACTIONS
namespace {

constexpr int kChargers = 1000, kInOneBatch = 2000;
constexpr std::chrono::minutes kApart{1};

std::string charger_name(int number) { return "SITE-" + std::to_string(number); }

storage::Batch chargers(storage::UtcTime now) {
    storage::Batch batch;
    for (int i = 0; i < kChargers; ++i) {
        storage::ChargePointRecord charger;
        charger.id = charger_name(i);
        charger.approved = charger.boot_accepted = true;
        charger.first_seen = charger.last_seen = now;
        batch.push_back(storage::PutChargePoint{charger});
        storage::ConnectorRecord connector;
        connector.device_id = "device_" + std::to_string(i);
        connector.charge_point_id = charger.id;
        connector.connector_id = 1;
        batch.push_back(storage::PutConnector{connector});
    }
    return batch;
}

void append_session(storage::Batch& batch, int number, storage::UtcTime at) {
    storage::TransactionRecord start;
    start.transaction_id = number + 1;
    start.charge_point_id = charger_name(number % kChargers);
    start.connector_id = 1;
    start.id_tag = "B0BACAFE";
    start.meter_start_wh = number;
    start.timestamp = "2026-01-01T00:00:00Z";
    start.received_at = at;
    start.id_tag_status = "Accepted";
    storage::TransactionEnd end;
    end.charge_point_id = start.charge_point_id;
    end.transaction_id = start.transaction_id;
    end.meter_stop_wh = number + 8000;
    end.timestamp = "2026-01-01T02:00:00Z";
    end.reason = "Local";
    end.payload = "{}";
    end.received_at = at + std::chrono::hours(2);
    end.energy_wh = 8000;
    end.energy_source = "meterStop";
    batch.push_back(storage::OpenTransaction{start});
    batch.push_back(storage::CloseTransaction{end});
}

void must(const storage::Written& written) {
    if (!written.durable) throw std::runtime_error(written.error);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) return 2;
    const int transactions = std::stoi(argv[2]);
    const auto now = std::chrono::time_point_cast<storage::UtcTime::duration>(std::chrono::system_clock::now());
    storage::DirectStorage direct(argv[1]);
    must(direct.write(chargers(now)));
    for (int done = 0; done < transactions;) {
        storage::Batch batch;
        for (; done < transactions && batch.size() < kInOneBatch; ++done)
            append_session(batch, done, now - kApart * (transactions - done));
        must(direct.write(std::move(batch)));
    }
}
