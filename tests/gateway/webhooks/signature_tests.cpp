#include <catch2/catch.hpp>

#include "gateway/net/base64.h"
#include "gateway/webhooks/retry_after.h"
#include "gateway/webhooks/signature.h"

using namespace gateway;
using namespace std::chrono_literals;

TEST_CASE("a webhook is signed as the published example of the layout is") {
    const std::string signature =
        webhook_signatures({"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
                           R"({"test": 2432232314})");
    CHECK(signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST_CASE("while a secret is rotated a webhook bears a signature of each") {
    const std::string one = new_webhook_secret(), two = new_webhook_secret();
    CHECK(one != two);
    CHECK(webhook_signatures({one, two}, "msg_1", 7, "{}") ==
          webhook_signatures({one}, "msg_1", 7, "{}") + " " + webhook_signatures({two}, "msg_1", 7, "{}"));
}

TEST_CASE("a webhook's secret has 24 to 64 bytes in base64") {
    CHECK(is_webhook_secret(new_webhook_secret()));
    CHECK(new_webhook_secret().size() == 6 + 32);
    CHECK(is_webhook_secret("whsec_" + encode_base64(std::string(64, 'x'))));
    CHECK_FALSE(is_webhook_secret("whsec_" + encode_base64(std::string(65, 'x'))));
    CHECK_FALSE(is_webhook_secret("whsec_" + encode_base64(std::string(23, 'x'))));
    CHECK_FALSE(is_webhook_secret(encode_base64(std::string(24, 'x'))));
    CHECK_FALSE(is_webhook_secret("whsec_********************************"));
}

TEST_CASE("base64 is written so that it reads back") {
    CHECK(encode_base64("") == "");
    CHECK(encode_base64("f") == "Zg==");
    CHECK(encode_base64("fo") == "Zm8=");
    CHECK(encode_base64("foo") == "Zm9v");
    CHECK(encode_base64("\xFB\xFF\xFE") == "+//+");
    CHECK(decode_base64(encode_base64(std::string("\0\x01\xFF\x80", 4))) == std::string("\0\x01\xFF\x80", 4));
}

TEST_CASE("Retry-After is read as seconds or as a date and never reaches beyond an hour") {
    const canonical::UtcTime now{std::chrono::seconds(1'800'000'000)};  // Fri, 15 Jan 2027 08:00:00 GMT
    CHECK(retry_after("120", now) == 120s);
    CHECK(retry_after("0", now) == 0s);
    CHECK(retry_after("1000000000", now) == 1h);
    CHECK(retry_after("99999999999999999999", now) == 1h);
    CHECK(retry_after("Fri, 15 Jan 2027 08:10:00 GMT", now) == 10min);
    CHECK(retry_after("Fri, 15 Jan 2021 08:10:00 GMT", now) == 0s);
    CHECK(retry_after("Fri, 31 Dec 9999 23:59:59 GMT", now) == 1h);
    CHECK_FALSE(retry_after("", now));
    CHECK_FALSE(retry_after("-5", now));
    CHECK_FALSE(retry_after("soon", now));
}
