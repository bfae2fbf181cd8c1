#include <catch2/catch.hpp>

#include <algorithm>
#include <random>

#include "gateway/net/endpoint_url.h"

using namespace gateway;

namespace {

std::string refusal(const std::string& url) {
    try {
        parse_endpoint_url(url);
    } catch (const UrlRefused& error) {
        return error.what();
    }
    return "";
}

}  // namespace

TEST_CASE("the URL of a webhook is taken apart, and its host spelt one way") {
    const EndpointUrl url = parse_endpoint_url("HTTPS://Hooks.Example.COM.:8443/in?a=b%20c");
    CHECK(url.secure);
    CHECK(url.host == "hooks.example.com");
    CHECK(url.port == 8443);
    CHECK(url.target == "/in?a=b%20c");
    CHECK(url.host_header == "hooks.example.com:8443");
    CHECK_FALSE(url.address);
}

TEST_CASE("ports and paths that a webhook's URL leaves out are those of its scheme") {
    CHECK(parse_endpoint_url("https://a.example").port == 443);
    CHECK(parse_endpoint_url("http://a.example").port == 80);
    CHECK(parse_endpoint_url("https://a.example").target == "/");
    CHECK(parse_endpoint_url("https://a.example?x=1").target == "/?x=1");
    CHECK(parse_endpoint_url("https://a.example:443/").host_header == "a.example");
}

TEST_CASE("addresses in a webhook's URL are read strictly") {
    CHECK(parse_endpoint_url("http://192.0.2.7:81/").address->to_string() == "192.0.2.7");
    CHECK(parse_endpoint_url("http://[2001:DB8::0:7]:81/").host == "2001:db8::7");
    CHECK(parse_endpoint_url("http://[2001:db8::7]:81/").host_header == "[2001:db8::7]:81");
    for (const char* odd :
         {"http://2130706433/", "http://0x7f.1/", "http://127.1/", "http://0177.0.0.1/", "http://1.2.3.256/",
          "http://0x7f000001/", "http://1.2.3.4.5/", "http://a.0x1/", "http://[::1/", "http://[fe80::1%25eth0]/",
          "http://[::1%nowhere]/", "http://[1.2.3.4]/", "http://::1/"}) {
        INFO(odd);
        CHECK_FALSE(refusal(odd).empty());
    }
}

TEST_CASE("what is no URL for a webhook is told in words") {
    CHECK(refusal("ftp://a.example/") == "must begin with https://");
    CHECK(refusal("file:///etc/hosts") == "must begin with https://");
    CHECK(refusal("gopher://a.example/") == "must begin with https://");
    CHECK(refusal("https:/a.example") == "must begin with https://");
    CHECK(refusal("https://user@a.example/") == "must not hold a user name or password");
    CHECK(refusal("https://user:word@a.example/") == "must not hold a user name or password");
    CHECK(refusal("") == "must not be empty");
    CHECK(refusal("https://") == "has no host");
    CHECK(refusal("https://a.example/\r\nHost: b") == "must be printable ASCII without blanks");
    CHECK(refusal("https://a.example/\xC3\xA4") == "must be printable ASCII without blanks");
    CHECK(refusal("https://a.example/" + std::string(2031, 'x')) == "must have at most 2048 characters");
    CHECK(refusal("https://a.example/" + std::string(2030, 'x')).empty());
}

TEST_CASE("hosts and ports that cannot be are refused in a webhook's URL") {
    for (const char* bad :
         {"https://a..example/", "https://.example/", "https://a%2eexample/", "https://a.example:0/",
          "https://a.example:/", "https://a.example:65536/", "https://a.example:+1/", "https://[::1]x/", "https://[]/",
          "https://[/", "https://a.example\\@b.example/", "https://a.example/#part", "https://:443/", "https://./"}) {
        INFO(bad);
        CHECK_FALSE(refusal(bad).empty());
    }
    CHECK_FALSE(refusal("https://" + std::string(64, 'a') + ".example/").empty());
}

TEST_CASE("whatever a webhook's URL is made of, nothing of it can end a line of the request or name another host") {
    static const std::vector<std::string> pieces = {
        "https://", "http://", "//",        "/",    "\\", "@",         ":",        "443", "[",
        "]",        "::1",     "127.0.0.1", "0x7f", ".",  "a.example", "b",        "%00", "%0d%0a",
        "\r\n",     " ",       "#",         "?",    "\t", "\x7f",      "\xC3\xA4", "1",   std::string(1, '\0')};
    std::mt19937 random(1);
    int accepted = 0;
    for (int i = 0; i < 200'000; ++i) {
        std::string text = "https://";
        for (unsigned n = random() % 6; n > 0; --n) text += pieces[random() % pieces.size()];
        if (!refusal(text).empty()) continue;
        ++accepted;
        const EndpointUrl url = parse_endpoint_url(text);
        const auto is_plain = [](char c) { return c > 0x20 && c < 0x7F && c != '\\' && c != '#'; };
        const bool plain = std::all_of(url.target.begin(), url.target.end(), is_plain) &&
                           std::all_of(url.host_header.begin(), url.host_header.end(), is_plain);
        const bool host_is_whole =
            url.host.find_first_of("/@?%[] ") == std::string::npos && !url.host.empty() && url.target.front() == '/';
        if (!plain || !host_is_whole || (url.address && url.address->to_string() != url.host)) FAIL(text);
    }
    CHECK(accepted > 1000);
}
