#include <catch2/catch.hpp>

#include "gateway/net/address_rules.h"

using namespace gateway;

namespace {

bool allowed(const std::string& url, const WebhookTargets& targets = {}) {
    return !AddressRules(targets).objection(parse_endpoint_url(url));
}

bool allowed_at(const std::string& url, const std::string& address, const WebhookTargets& targets = {}) {
    return !AddressRules(targets).objection(parse_endpoint_url(url), boost::asio::ip::make_address(address));
}

AddressScope reach(const std::string& address) { return address_scope_of(boost::asio::ip::make_address(address)); }

WebhookTargets listing(const std::string& entry) { return {false, false, {entry}}; }

}  // namespace

TEST_CASE("addresses of the internet, of a site and of nobody are told apart") {
    for (const char* each :
         {"8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"}) {
        INFO(each);
        CHECK(reach(each) == AddressScope::everywhere);
    }
    for (const char* each :
         {"127.0.0.1", "127.255.0.9", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
          "100.64.0.1", "::1", "fc00::1", "fdff::1", "fe80::1", "::ffff:10.0.0.1", "64:ff9b::7f00:1"}) {
        INFO(each);
        CHECK(reach(each) == AddressScope::private_network);
    }
    for (const char* each :
         {"0.0.0.0", "224.0.0.1", "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.18.0.1", "::", "ff02::1",
          "2002:7f00:1::", "2001::1", "2001:db8::1", "::ffff:0.0.0.0", "fec0::1", "::7f00:1"}) {
        INFO(each);
        CHECK(reach(each) == AddressScope::nobody);
    }
}

TEST_CASE("a block of addresses holds its own and nothing else") {
    const auto holds = [](const char* block, const char* address) {
        return AddressBlock(block).holds(boost::asio::ip::make_address(address));
    };
    CHECK(holds("10.20.0.0/14", "10.23.255.255"));
    CHECK_FALSE(holds("10.20.0.0/14", "10.24.0.0"));
    CHECK(holds("10.0.0.1", "10.0.0.1"));
    CHECK_FALSE(holds("10.0.0.1", "10.0.0.2"));
    CHECK_FALSE(holds("0.0.0.0/0", "::1"));
    CHECK_THROWS_AS(AddressBlock("10.0.0.0/33"), std::invalid_argument);
    CHECK_THROWS_AS(AddressBlock("10.0.0/8"), std::invalid_argument);
    CHECK_THROWS_AS(AddressBlock("10.0.0.0/"), std::invalid_argument);
}

TEST_CASE("webhooks go to the internet with TLS and nowhere else unless the configuration says so") {
    CHECK(allowed("https://hooks.example.com/"));
    CHECK(allowed("https://8.8.8.8/"));
    CHECK_FALSE(allowed("http://hooks.example.com/"));
    CHECK_FALSE(allowed("http://8.8.8.8/"));
    CHECK(allowed("http://hooks.example.com/", {false, true, {}}));
    CHECK_FALSE(allowed("https://localhost./"));
    CHECK_FALSE(allowed("https://hooks.localhost/"));
    CHECK_FALSE(allowed("https://10.1.2.3/"));
    CHECK_FALSE(allowed("http://10.1.2.3/", {false, true, {}}));
}

TEST_CASE("private addresses are open to webhooks as far as the list goes, and without TLS") {
    CHECK(allowed("http://10.1.2.3/", listing("10.1.2.0/24")));
    CHECK(allowed("http://[::ffff:10.1.2.3]/", listing("10.1.2.0/24")));
    CHECK_FALSE(allowed("http://10.1.3.3/", listing("10.1.2.0/24")));
    CHECK(allowed("http://[fd00::7]/", listing("fd00::7")));
    CHECK(allowed("http://home.local/", listing("Home.Local")));
    CHECK_FALSE(allowed("http://other.local/", listing("home.local")));
    CHECK(allowed("http://localhost/", {true, false, {}}));
    CHECK(allowed("http://192.168.1.1/", {true, false, {}}));
    CHECK_FALSE(allowed("http://224.0.0.1/", {true, true, {}}));
}

TEST_CASE("what counts of a name is each address it has at the moment") {
    CHECK(allowed_at("https://a.example/", "8.8.8.8"));
    CHECK_FALSE(allowed_at("https://a.example/", "127.0.0.1"));
    CHECK_FALSE(allowed_at("https://a.example/", "::ffff:127.0.0.1"));
    CHECK(allowed_at("https://home.local/", "192.168.1.7", listing("home.local")));
    CHECK(allowed_at("http://home.local/", "192.168.1.7", listing("192.168.1.0/24")));
    CHECK_FALSE(allowed_at("http://home.local/", "8.8.8.8", listing("192.168.1.0/24")));
    CHECK_FALSE(allowed_at("http://home.local/", "8.8.8.8", {true, false, {}}));
}

TEST_CASE("an entry of the list that is no host and no block is refused") {
    CHECK_THROWS_AS(AddressRules(listing("10.0.0.0/99")), std::invalid_argument);
    CHECK_THROWS_AS(AddressRules(listing("")), std::invalid_argument);
}
