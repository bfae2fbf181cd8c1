#include "canonical/envelope.h"

#include <catch2/catch.hpp>

using namespace canonical;

namespace {

const ResponseMeta kMeta{"req_a1B2c3D4", UtcTime{std::chrono::milliseconds{1778239800000}}, 33};

std::string pagination(int limit, int offset, int total) {
    json::Writer out;
    out.begin_object();
    write_pagination(out, limit, offset, total);
    return out.end_object().take();
}

}  // namespace

TEST_CASE("success wraps the data and names the environment") {
    const auto data = [](json::Writer& out) { out.begin_object().member("deviceId", "device_9").end_object(); };
    CHECK(
        success_envelope(data, Environment::sandbox, kMeta) ==
        R"({"success":true,"data":{"deviceId":"device_9"},"meta":{"requestId":"req_a1B2c3D4","environment":"sandbox",)"
        R"("timestamp":"2026-05-08T11:30:00.000Z","latencyMs":33}})");
    CHECK(success_envelope(data, Environment::live, kMeta).find(R"("environment":"live")") != std::string::npos);
}

TEST_CASE("failure names the path and no environment, and leaves out details it does not have") {
    CHECK(failure_envelope(ApiError(404, "DEVICE_NOT_FOUND", "no such device"), "/ev-charger/x", kMeta) ==
          R"({"success":false,"error":{"code":"DEVICE_NOT_FOUND","message":"no such device"},)"
          R"("meta":{"requestId":"req_a1B2c3D4","timestamp":"2026-05-08T11:30:00.000Z",)"
          R"("path":"/ev-charger/x","latencyMs":33}})");
}

TEST_CASE("failure carries the details of the error") {
    const ApiError error(422, "X", "y", [](json::Writer& details) { details.member("reason", "because"); });
    CHECK(failure_envelope(error, "/p", kMeta).find(R"("message":"y","details":{"reason":"because"}})") !=
          std::string::npos);
}

TEST_CASE("a path cannot break out of the envelope") {
    const auto text = failure_envelope(ApiError(404, "X", "y"), "/a\"b", kMeta);
    CHECK(text.find(R"("path":"/a\"b")") != std::string::npos);
}

TEST_CASE("pagination says whether there is more") {
    CHECK(pagination(10, 0, 0) == R"({"pagination":{"limit":10,"offset":0,"total":0,"hasMore":false}})");
    CHECK(pagination(10, 0, 10) == R"({"pagination":{"limit":10,"offset":0,"total":10,"hasMore":false}})");
    CHECK(pagination(10, 0, 11) == R"({"pagination":{"limit":10,"offset":0,"total":11,"hasMore":true}})");
    CHECK(pagination(10, 10, 11) == R"({"pagination":{"limit":10,"offset":10,"total":11,"hasMore":false}})");
    CHECK(pagination(10, 2147483640, 11).find(R"("hasMore":false)") != std::string::npos);
}
