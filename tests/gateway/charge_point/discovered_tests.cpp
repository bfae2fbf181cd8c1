#include <algorithm>
#include <catch2/catch.hpp>
#include <utility>

#include "bench.h"

/// The list of chargers that knocked and nobody knows.
using namespace gateway;

namespace {

bool is_listed(Bench& bench, const std::string& id) {
    const auto& listed = std::as_const(*bench.site).registry().discovered();
    return std::any_of(listed.begin(), listed.end(), [&](const auto& each) { return each.id == id; });
}

}  // namespace

TEST_CASE("601 knocks under other names do not push a newcomer out of the list") {
    SiteOptions options;
    options.onboarding = Onboarding::approve;
    const bool is_short = GENERATE(false, true);
    if (is_short) options.most_discovered = 100;
    Bench bench(options);
    const auto knock = [&](const std::string& id, const std::string& address) {
        UpgradeRequest request;
        request.identity = id;
        request.remote_address = address;
        CHECK(bench.site->admission().admit(request, kLive).http_status == 404);
    };
    // As long as the list is long enough, even at the same address.
    knock("NEWCOMER", is_short ? "10.0.0.1" : "10.0.0.66");
    for (int i = 0; i < 601; ++i) knock("X" + std::to_string(i), "10.0.0.66");
    CHECK(is_listed(bench, "NEWCOMER"));
    knock("LATER", "10.0.0.2");
    CHECK(is_listed(bench, "LATER"));
}
