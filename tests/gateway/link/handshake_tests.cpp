#include <catch2/catch.hpp>

#include "gateway/link/handshake.h"
#include "gateway/net/base64.h"

using namespace gateway;
using Names = std::vector<std::string>;

namespace {

std::string identity(std::string_view target) {
    const auto names = parse_target(target);
    return names ? names->identity : "refused";
}

}  // namespace

TEST_CASE("the identity is percent-decoded once") {
    CHECK(identity("/ocpp/RDAM%20123") == "RDAM 123");
    CHECK(identity("/ocpp/CP%2531") == "CP%31");  // BI-043
    CHECK(identity("/ocpp/%C3%A9") == "\xC3\xA9");
}

TEST_CASE("the identity is the last segment at any depth and with any slashes") {
    for (const char* target : {"/CP1", "//CP1", "/a/b/c/CP1", "/ocpp/16//CP1/", "/CP1///"}) {
        CHECK(identity(target) == "CP1");
    }
}

TEST_CASE("query and fragment are no part of the identity") {
    CHECK(identity("/CP1?x=1#y") == "CP1");
    CHECK(identity("/CP1#y/z") == "CP1");
}

TEST_CASE("earlier segments and query values are kept as other names") {
    const auto names = parse_target("/ws://10.0.0.2:9000/CP1/SER9?=A&b=C%20D&E");
    REQUIRE(names);
    CHECK(names->identity == "SER9");
    CHECK(names->other_names == Names{"CP1", "10.0.0.2:9000", "ws:", "A", "C D", "E"});
    CHECK(parse_target("/ws/webSocket?=SN7")->other_names == Names{"ws", "SN7"});
}

TEST_CASE("other names are bounded and the unusable ones left out") {
    std::string target = "/";
    for (int i = 0; i < 100; ++i) target += "n" + std::to_string(i) + "/";
    CHECK(parse_target(target)->other_names.size() == kOtherNamesKept);
    CHECK(parse_target("/%00/%zz/CP1?=%ff")->other_names.empty());
}

TEST_CASE("a target without any segment names nobody") {
    CHECK(identity("/") == "refused");
    CHECK(identity("//") == "refused");
    CHECK(identity("/?x=CP1") == "refused");
    CHECK(identity("CP1") == "refused");
    CHECK(identity("*") == "refused");
}

TEST_CASE("an identity has at most 48 characters") {
    CHECK(identity("/" + std::string(48, 'x')) == std::string(48, 'x'));
    CHECK(identity("/" + std::string(49, 'x')) == "refused");
}

TEST_CASE("identities that are no names are refused") {
    for (const char* target :
         {"/%00", "/CP%00X", "/..", "/.", "/%2e%2e%2f", "/CP%2F1", "/%zz", "/%4", "/CP%", "/a%0Db", "/a%0ab", "/%1b",
          "/%E2%80%AE", "/%c0%ae", "/%ff", "/%ED%A0%80", "/a%7f", "/%0d%0aX:%20y"}) {
        CAPTURE(target);
        CHECK(identity(target) == "refused");
    }
}

TEST_CASE("odd but printable identities are left to the look-up") {
    CHECK(identity("/'%20OR%201=1--") == "' OR 1=1--");
    CHECK(identity("/%3Cscript%3E") == "<script>");
}

TEST_CASE("base64 is decoded only as an encoder writes it") {
    CHECK(decode_base64("") == "");
    CHECK(decode_base64("QQ==") == "A");
    CHECK(decode_base64("QUI=") == "AB");
    CHECK(decode_base64("QUJD") == "ABC");
    for (const char* bad : {"QQ", "QQ=", "QQ===", "=", "====", "QR==", "Q Q=", "QQ==QQ==", "Q-==", "Q\n=="}) {
        CAPTURE(bad);
        CHECK_FALSE(decode_base64(bad));
    }
}

TEST_CASE("a key of twenty raw bytes comes through as bytes") {
    const auto read = parse_basic_credentials("Basic QUwxMDAwOgABAgMEBQYH////////////////", "AL1000");
    REQUIRE(read);
    CHECK(read->username == "AL1000");
    CHECK(read->password == std::string("\0\1\2\3\4\5\6\7", 8) + std::string(12, '\xFF'));
}

TEST_CASE("an identity with a colon says where the username ends") {
    // "A:B:secret" and "a:b:x:y"
    CHECK(parse_basic_credentials("Basic QTpCOnNlY3JldA==", "A:B")->password == "secret");
    CHECK(parse_basic_credentials("Basic QTpCOnNlY3JldA==", "A:B")->username == "A:B");
    CHECK(parse_basic_credentials("basic  YTpiOng6eQ==", "A:B")->password == "x:y");
    CHECK(parse_basic_credentials("Basic QTpCOnNlY3JldA==", "CP1")->username == "A");
    CHECK(parse_basic_credentials("Basic QTpCOnNlY3JldA==", "CP1")->password == "B:secret");
}

TEST_CASE("an unreadable Authorization header counts as no credentials") {
    const std::string huge = "Basic " + std::string(8000, 'A');
    for (const std::string header :
         {"", "Basic", "Basic ", "Basic !!!!", "Basic QUJD", "Bearer QTpC", "Digest x=y", "QTpC", huge.c_str()}) {
        CHECK_FALSE(parse_basic_credentials(header, "CP1"));
    }
}

TEST_CASE("ocpp1.6 is chosen as offered wherever it stands in the list") {
    CHECK(choose_subprotocol("ocpp1.6", false).echo == "ocpp1.6");
    CHECK(choose_subprotocol("ocpp1.6, ocpp1.5", false).echo == "ocpp1.6");
    CHECK(choose_subprotocol("ocpp2.0.1 ,\tOCPP1.6", false).echo == "OCPP1.6");
    CHECK(choose_subprotocol("ocpp1.6,,", false).echo == "ocpp1.6");  // BI-032
}

TEST_CASE("other subprotocols alone are no common ground") {
    CHECK_FALSE(choose_subprotocol("ocpp2.0.1", false).common);
    CHECK_FALSE(choose_subprotocol("ocpp1.66", false).common);
}

TEST_CASE("a missing subprotocol header means 1.6 unless strict") {
    CHECK(choose_subprotocol(std::nullopt, false).common);
    CHECK(choose_subprotocol(std::nullopt, false).echo.empty());
    CHECK_FALSE(choose_subprotocol(std::nullopt, true).common);
}

TEST_CASE("strict takes the exact spelling only") {
    CHECK_FALSE(choose_subprotocol("OCPP1.6", true).common);
    CHECK(choose_subprotocol("OCPP1.6, ocpp1.6", true).echo == "ocpp1.6");
}
