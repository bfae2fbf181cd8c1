#include <catch2/catch.hpp>

#include "tests/gateway/operator/operator_bench.h"

/// What a request may be that reached the REST side whole.
using namespace gateway;

namespace {

struct RequestBench : ArrivedBench {
    std::string device_path() { return "/ev-charger/" + device().connector->record.device_id; }
    RestAnswer ask_with(const RestHeaders& headers, const std::string& target = "/ev-charger") {
        return *ask("GET", target, {}, std::nullopt, headers);
    }
};

/// Everything but what differs from answer to answer.
std::string without_meta(const RestAnswer& answer) { return answer.body.substr(0, answer.body.find("\"meta\"")); }

std::string pushed(const std::string& member) { return R"({"action":{"command":"idle"},)" + member + "}"; }

}  // namespace

TEST_CASE("BI-240 no key, an unknown one and a revoked one are all 401, the last two in the same words") {
    RequestBench bench;
    auto revoked = make_api_key(canonical::Environment::live, "operator", "gone", bench.time.utc());
    revoked.record.revoked_at = bench.time.utc();
    bench.keys->add(revoked.record);
    const RestAnswer none = *bench.ask("GET", "/ev-charger", {}, "");
    const RestAnswer unknown = *bench.ask("GET", "/ev-charger", {}, "sk_live_unknown");
    const RestAnswer gone = *bench.ask("GET", "/ev-charger", {}, revoked.secret);
    CHECK(none.status == 401);
    CHECK(none.code() == "UNAUTHORIZED");
    CHECK(unknown.status == 401);
    CHECK(unknown.code() == "INVALID_API_KEY");
    CHECK(gone.status == 401);
    CHECK(without_meta(gone) == without_meta(unknown));
    CHECK(gone.headers == unknown.headers);
    CHECK(bench.ask("GET", "/nothing", {}, revoked.secret)->status == 401);
}

TEST_CASE("BI-242 a key in the query string opens nothing") {
    RequestBench bench;
    for (const std::string name : {"x-api-key", "api_key", "key", "authorization", "access_token"})
        CHECK(bench.ask("GET", "/ev-charger?" + name + "=" + bench.operator_key, {}, "")->code() == "UNAUTHORIZED");
}

TEST_CASE("BI-260 a body that is not declared as JSON is refused") {
    RequestBench bench;
    for (const std::string type :
         {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonp", "text/json"}) {
        const RestAnswer refused =
            *bench.ask("POST", bench.device_path(), pushed(""), std::nullopt, {{"content-type", type}});
        CHECK(refused.status == 415);
        CHECK(refused.code() == "UNSUPPORTED_MEDIA_TYPE");
    }
    CHECK(bench.get("/actions").at("data.pagination.total") == "0");
}

TEST_CASE("BI-261 the faults of JSON are 400 without a word of how the server is made") {
    RequestBench bench;
    const std::string deep = std::string(40, '[') + std::string(40, ']');
    for (const std::string& body :
         {std::string("{"), std::string("nonsense"), std::string("[]"), std::string("7"), std::string("{}{}"),
          std::string("{\"a\":1,}"), std::string("{'a':1}"), std::string("{\"a\":\"\xff\"}"),
          std::string("{\"a\":\"\\ud800\"}"), std::string("{\"a\":1,\"a\":2}"), std::string("{\"a\":NaN}"),
          std::string("{\"a\":01}"), std::string("{\"a\":\"\\u0000\"}"), std::string("{\"a\":1}\0", 8),
          std::string("\xef\xbb\xbf{}}"), std::string("{/**/}"), "{\"a\":" + deep + "}",
          "{\"a\":1e" + std::string(80, '9') + "}", "{\"" + std::string(100, 'k') + "\":1}"}) {
        INFO(body);
        for (const std::string& path : {bench.device_path(), bench.device_path() + "/settings"}) {
            const RestAnswer refused = bench.post(path, body);
            CHECK(refused.status == 400);
            CHECK(refused.code() == "INVALID_REQUEST");
            for (const std::string inside : {".cpp", "rapidjson", "std::", "0x"})
                CHECK(refused.text("error.message").find(inside) == std::string::npos);
        }
    }
}

TEST_CASE("BI-263 an unknown field is refused by its name") {
    RequestBench bench;
    const RestAnswer push = bench.post(bench.device_path(), pushed(R"("colour":1)"));
    CHECK(push.status == 422);
    CHECK(push.text("error.details.path") == "colour");
    const RestAnswer call = bench.call_charger("Reset", R"({"type":"Soft"})", R"("colour":1)");
    CHECK(call.status == 422);
    CHECK(call.text("error.details.path") == "colour");
    CHECK(bench.post(bench.device_path() + "/settings", R"({"colour":{"value":1,"unit":"kw"}})").status == 422);
}

TEST_CASE("BI-271 pages of a size that is none are refused") {
    RequestBench bench;
    for (const std::string list : {"/ev-charger", "/actions", "/operator/transactions", "/operator/charge-points"}) {
        for (const std::string size : {"0", "-1", "1000000000", "abc", "", "1.5", "0x10", "99999999999999999999"}) {
            INFO(list << " " << size);
            const RestAnswer refused = bench.get(list + "?limit=" + size);
            CHECK(refused.status == 422);
            CHECK(refused.text("error.details.path") == "limit");
        }
    }
}

TEST_CASE("BI-272 a page that begins at a forged id is refused, or shows nothing of another environment") {
    RequestBench bench;
    bench.begin_session();
    for (const std::string forged : {"abc", "-5", "1e9", "99999999999999999999"})
        CHECK(bench.get("/operator/transactions?before=" + forged).status == 422);
    CHECK(bench.get("/operator/transactions").at("data.items") != "[]");
    const auto foreign = bench.ask("GET", "/operator/transactions?before=2147483647", {}, bench.sandbox_operator_key);
    CHECK(foreign->status == 200);
    CHECK(foreign->at("data.items") == "[]");
}

TEST_CASE("BI-273 a list has one order, and what asks for another is refused") {
    RequestBench bench;
    for (const std::string list : {"/ev-charger", "/actions", "/operator/transactions"}) {
        const RestAnswer sorted = bench.get(list + "?sort=id;DROP TABLE actions--&orderBy=secret");
        CHECK(sorted.status == 400);
        CHECK(sorted.code() == "INVALID_REQUEST");
    }
}

TEST_CASE("BI-275 what belongs to the other environment is not there") {
    RequestBench bench;
    const std::string action = bench.post(bench.device_path(), R"({"action":{"command":"idle"}})").text("data.id");
    REQUIRE(bench.get("/actions/" + action).status == 200);
    const auto foreign = [&](const std::string& method, const std::string& path, const std::string& body = {}) {
        return bench.ask(method, path, body, bench.sandbox_operator_key)->code();
    };
    CHECK(foreign("GET", bench.device_path()) == "DEVICE_NOT_FOUND");
    CHECK(foreign("POST", bench.device_path(), R"({"action":{"command":"idle"}})") == "DEVICE_NOT_FOUND");
    CHECK(foreign("GET", "/actions/" + action) == "ACTION_NOT_FOUND");
    CHECK(foreign("GET", "/operator/charge-points/CP1") == "CHARGE_POINT_NOT_FOUND");
}

TEST_CASE("BI-276 a write that depends on an ETag is refused, for nothing here has one") {
    RequestBench bench;
    const auto write = [&](const std::string& tag) {
        return bench.ask("PUT", "/operator/tags/AA", R"({"blocked":true})", std::nullopt, {{"if-match", tag}})->status;
    };
    CHECK(write("\"v1\"") == 412);
    CHECK(write("W/\"v1\", \"v2\"") == 412);
    CHECK(bench.get("/operator/tags/AA").status == 404);
    CHECK(write("*") == 200);
    CHECK(bench.ask_with({{"if-match", "\"v1\""}}).status == 200);
}

TEST_CASE("a method that a path does not have is refused with those that it has, each once") {
    RequestBench bench;
    const auto unknown = bench.ask("FOO", "/ev-charger");
    CHECK(unknown->status == 405);
    CHECK(unknown->header("Allow") == "GET");
    CHECK(bench.ask("FOO", bench.device_path())->header("Allow") == "GET, POST");
}

TEST_CASE("BI-277 ranges and conditions of a read are not looked at") {
    RequestBench bench;
    const std::string plain = without_meta(bench.get("/ev-charger"));
    for (const RestHeaders& headers : {RestHeaders{{"range", "bytes=0-1"}},
                                       {{"range", "garbage"}},
                                       {{"if-none-match", "*"}},
                                       {{"if-none-match", "\x01\xff"}},
                                       {{"if-modified-since", "yesterday"}}}) {
        const RestAnswer answer = bench.ask_with(headers);
        CHECK(answer.status == 200);
        CHECK(without_meta(answer) == plain);
    }
}

TEST_CASE("BI-278 who accepts XML only gets JSON all the same") {
    RequestBench bench;
    const RestAnswer answer = bench.ask_with({{"accept", "application/xml"}});
    CHECK(answer.status == 200);
    CHECK(answer.at("success") == "true");
}
