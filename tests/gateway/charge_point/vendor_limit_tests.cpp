#include <catch2/catch.hpp>

#include "gateway/decision/vendor_limit.h"
#include "limit_play.h"

using namespace gateway;

namespace {

ChargingLimit amperes(std::int64_t tenths) { return {RateUnit::A, {tenths}}; }

}  // namespace

TEST_CASE("quirk 99: a vendor's number is scaled, never rounded up, and put where its text wants it") {
    VendorLimit vendor;
    vendor.key = "Rate";
    CHECK(vendor_limit_text(vendor, amperes(159)) == "15");
    vendor.scale = 10;
    CHECK(vendor_limit_text(vendor, amperes(63)) == "63");
    CHECK(vendor_limit_text(vendor, amperes(0)) == "0");
    vendor.text = "logicalid=1;value={}A";
    vendor.scale = 1;
    CHECK(vendor_limit_text(vendor, amperes(100)) == "logicalid=1;value=10A");
}

TEST_CASE("quirk 99: a DataTransfer holds the ceiling where the vendor has its own, and a refusal of it is reported") {
    const bool is_taken = GENERATE(true, false);
    LimitPlay charger(with_traits(
        R"({"vendor_limit":{"vendor_id":"OldVendor","message_id":"SetLimit","text":"value={}","unit":"A"},"vendor_limit_first":true})"));
    Bench& bench = charger.bench;
    charger.verdict = [](const SeenProfile&) { return "!NotSupported"; };
    bench.answers_with("DataTransfer", is_taken ? R"({"status":"Accepted"})" : R"({"status":"UnknownVendorId"})");
    bench.arrive("Preparing");
    bench.set_ceiling(7);
    bench.advance(1s);
    REQUIRE(bench.count("DataTransfer") >= 1);
    const std::string payload = bench.calls_of("DataTransfer")[0].payload;
    CHECK(payload == R"({"vendorId":"OldVendor","messageId":"SetLimit","data":"value=10"})");
    CHECK(bench.view().tx_default.acknowledged.has_value() == is_taken);
    CHECK(bench.view().every_profile_is_refused() == !is_taken);
    CHECK(bench.count("SetChargingProfile") ==
          (is_taken ? 0 : bench.view().limit_strategies().size() - 1));  // one strategy is the DataTransfer
}
