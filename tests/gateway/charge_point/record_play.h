#pragma once

#include <catch2/catch.hpp>

#include "json/parse.h"
#include "tests/gateway/charge_point/bench.h"

/// How the tests of what is stored of sessions talk to the bench.
namespace gateway {

inline const storage::StoredTransaction& stored(Bench& bench, std::int64_t id) {
    return bench.storage.rows().transactions().at(id);
}

/// A start of which one field is given as JSON.
inline std::string start(Bench& bench, const std::string& field, const std::string& value) {
    const auto with = [&](const std::string& name, const std::string& usual) {
        return "\"" + name + "\":" + (name == field ? value : usual);
    };
    return bench.call("StartTransaction", "{" + with("connectorId", "1") + "," + with("idTag", "\"A\"") + "," +
                                              with("meterStart", "100") + "," +
                                              with("timestamp", "\"" + bench.utc_text() + "\"") + "}");
}

inline std::int64_t id_in(const std::string& answer) {
    REQUIRE_THAT(answer, Catch::Matchers::Contains("transactionId"));
    const auto document = json::parse(answer);
    return *document.root().find("transactionId")->integer();
}

inline std::string stop(Bench& bench, const std::string& id, const std::string& more = {}) {
    return bench.call("StopTransaction", R"({"transactionId":)" + id + R"(,"meterStop":200,"timestamp":")" +
                                             bench.utc_text() + "\"" + more + "}");
}

inline std::string values(const std::string& id, const std::string& sampled_value) {
    return R"({"connectorId":1,"transactionId":)" + id +
           R"(,"meterValue":[{"timestamp":"2026-01-01T00:00:00Z","sampledValue":[)" + sampled_value + "]}]}";
}

}  // namespace gateway
