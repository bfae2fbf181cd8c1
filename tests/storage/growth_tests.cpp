#include <catch2/catch.hpp>
#include <filesystem>

#include "fixture.h"

using namespace storage_test;
using namespace storage;

namespace {

/// What a flood may bring: `LinkLimits::messages_per_second` of one charger, for an hour.
constexpr double starts_per_hour = 50.0 * 3600;
constexpr double most_bytes_per_hour = 100e6;

std::uintmax_t stored_bytes(OnDisk& store) {
    store.restart();  // the log goes into the database
    return std::filesystem::file_size(store.database());
}

}  // namespace

TEST_CASE("BI-222 a flood of starts with unknown tags fills the disk by less than 100 MB an hour") {
    OnDisk store;
    store.must_write({PutChargePoint{charge_point("CP-1")}});
    const auto before = stored_bytes(store);
    constexpr int starts = 5000;
    Batch batch;
    for (int i = 1; i <= starts; ++i) {
        auto record =
            transaction(1'800'000'000 + i, "CP-1", "1|UNKNOWN-" + std::to_string(i) + "|0|2026-05-08T11:30:00Z");
        record.id_tag = "UNKNOWN-" + std::to_string(i);
        batch.push_back(OpenTransaction{std::move(record)});
    }
    store.must_write(std::move(batch));
    const double per_start = static_cast<double>(stored_bytes(store) - before) / starts;
    CHECK(per_start > 0);
    CHECK(per_start * starts_per_hour < most_bytes_per_hour);
}
