#include "gateway/admin/support_text.h"

#include <catch2/catch.hpp>

using namespace gateway;

TEST_CASE("what leaves the site for support opens no door") {
    const auto masked = [](const std::string& line) {
        const auto text = masked_for_support(line);
        return text.substr(0, text.size() - 1);
    };
    CHECK(masked("a key sk_live_0aB9 and sk_test_Zz.") == "a key sk_live_*** and sk_test_***.");
    CHECK(masked(R"({"secret":"whsec_AAA+/=="})") == R"({"secret":"whsec_***"})");
    CHECK(masked("wh_1  live  https://user:pass@hooks.example.com:8443/T0/B1?k=2  push.failed") ==
          "wh_1  live  https://***@hooks.example.com:8443/***  push.failed");
    CHECK(masked(R"("ftp://me:pw@host/file","http://host")") == R"("ftp://***@host/***","http://host")");
    CHECK(masked("http://a/b http://c/d") == "http://a/*** http://c/***");
    CHECK(masked(R"(["2","1","Authorize",{"idTag":"04A1B2C3D4E5"}])") ==
          R"(["2","1","Authorize",{"idTag":"***D4E5"}])");
    CHECK(masked(R"({"parentIdTag":"12345678"})") == R"({"parentIdTag":"***"})");
    CHECK(masked("broker_password = \"hunter2\"") == "broker_password = ***");
    CHECK(masked("ocpp_listen = \"0.0.0.0:9000\"") == "ocpp_listen = \"0.0.0.0:9000\"");
    CHECK(masked(R"({"id_tag" : "04A1B2C3D4E5","stop_id_tag":"x"})") == R"({"id_tag" : "***D4E5","stop_id_tag":"x"})");
    CHECK(masked(R"({"idTag":"04A1\"C3D4E5"})") == R"({"idTag":"***D4E5"})");
    CHECK(
        masked(
            R"({"kind":"audit","text":"key_1 PUT /operator/tags/04A1B2C3D4E5: done req_1 tag 04A1B2C3D4E5 {\"parentIdTag\":\"04FFB2C3D4E5\",\"note\":\"a\"}"})") ==
        R"({"kind":"audit","text":"key_1 PUT /operator/tags/***D4E5: done req_1 tag ***D4E5 {\"parentIdTag\":\"***D4E5\",\"note\":\"a\"}"})");
    CHECK(masked("GET /v1/operator/tags/04A1?x=1 and /operator/tags/ end") ==
          "GET /v1/operator/tags/***?x=1 and /operator/tags/ end");
    CHECK(
        masked(
            R"([{"key":"FreevendIdTag","readonly":false,"value":"04A1B2C3D4E5"},{"key":"HeartbeatInterval","value":"300"}])") ==
        R"([{"key":"FreevendIdTag","readonly":false,"value":"***D4E5"},{"key":"HeartbeatInterval","value":"300"}])");
    CHECK(masked(R"({"value":"04A1B2C3D4E5","key":"RemoteTagId"})") == R"({"value":"***D4E5","key":"RemoteTagId"})");
    CHECK(masked(R"({"key":"LocalIdTag"},{"value":"300"})") == R"({"key":"LocalIdTag"},{"value":"300"})");
    CHECK(masked_for_support(R"({"key":"Vendor.Start","value":"04A1B2C3D4E5"})",
                             tag_keys_in(R"({"traits":{"id_tag_key":"vendor.start"}})")) ==
          "{\"key\":\"Vendor.Start\",\"value\":\"***D4E5\"}\n");
    CHECK(masked("sk_live_") == "sk_live_***");
    CHECK(masked("https://") == "https://");
    CHECK(masked_for_support("a\nb\n") == "a\nb\n");
}
