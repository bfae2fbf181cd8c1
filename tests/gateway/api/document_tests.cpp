#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "gateway/api/document/html.h"
#include "gateway/webhooks/webhooks.h"
#include "tests/gateway/operator/operator_bench.h"

/// The OpenAPI document says what there is, and nothing else; the page shows it.
using namespace gateway;

namespace {

const std::set<std::string> kWithoutKey = {"GET /healthz", "GET /readyz", "GET /openapi.json", "GET /docs",
                                           "GET /docs.css"};

/// With every route that a running gateway has.
struct WholeBench : OperatorBench {
    WholeBench() { api->add_webhooks(webhooks.endpoints(), webhooks.deliveries()); }

    boost::asio::io_context io;
    Webhooks webhooks{io, {}, {}, storage, time};
};

/// The served document; as big as it may be.
json::Document document(OperatorBench& bench) {
    json::Limits limits;
    limits.bytes = limits.values = 1 << 24;
    limits.depth = 64;
    return json::parse(bench.ask("GET", "/openapi.json", {}, "")->body, json::Reading::strict, limits);
}

/// "/a/{id}/b" -> "/a/{}/b"
std::string without_names(std::string_view path) {
    std::string out;
    bool inside = false;
    for (const char c : path) {
        if (c == '}') inside = false;
        if (!inside) out += c;
        if (c == '{') inside = true;
    }
    return out;
}

/// Scope by "GET /path/{}"; "" without a key.
std::map<std::string, std::string> operations(const json::Document& document) {
    std::map<std::string, std::string> found;
    for (const auto& [path, methods] : document.root().find("paths")->members()) {
        for (const auto& [method, operation] : methods.members()) {
            std::string name(method);
            for (char& c : name) c = static_cast<char>(std::toupper(c));
            std::string& scope = found[name + " " + without_names(path)];
            for (const json::Value alternative : operation.find("security")->elements()) {
                for (const auto& [scheme, scopes] : alternative.members()) {
                    for (const json::Value each : scopes.elements()) scope = each.text();
                }
            }
        }
    }
    return found;
}

std::string name_of(const Route& route) {
    std::string path;
    for (const auto& part : route.pattern) path += "/" + part;
    return route.method + " " + path;
}

std::set<std::string> texts_between(const std::string& text, const std::string& before, char after) {
    std::set<std::string> found;
    for (auto at = text.find(before); at != std::string::npos; at = text.find(before, at + 1)) {
        const auto begin = at + before.size();
        found.insert(text.substr(begin, text.find(after, begin) - begin));
    }
    return found;
}

}  // namespace

TEST_CASE("every route is in the document with the scope that it needs") {
    WholeBench bench;
    const auto described = operations(document(bench));
    for (const Route& route : bench.api->routes().all()) {
        INFO(name_of(route));
        const auto found = described.find(name_of(route));
        REQUIRE(found != described.end());
        CHECK(found->second == word_of(route.access.scope));
    }
}

TEST_CASE("what the document describes is there") {
    WholeBench bench;
    std::set<std::string> known = kWithoutKey;
    for (const Route& route : bench.api->routes().all()) known.insert(name_of(route));
    for (const auto& [name, scope] : operations(document(bench))) {
        INFO(name);
        CHECK(known.count(name) == 1);
        CHECK((kWithoutKey.count(name) == 1) == scope.empty());
    }
}

TEST_CASE("every code of the catalogue of errors is described with its details") {
    WholeBench bench;
    const auto read = document(bench);
    const auto schemas = *read.root().find("components")->find("schemas");
    const std::string of_actions = schemas.find("ActionErrorCode")->to_json();
    std::ifstream list(ERROR_LIST);
    int rows = 0;
    for (std::string line; std::getline(list, line);) {
        std::string code, status, when, details, shown;
        std::istringstream fields(line);
        for (std::string* field : {&code, &status, &when, &details, &shown}) std::getline(fields, *field, '\t');
        if (shown != "tested") continue;
        INFO(code);
        ++rows;
        if (status == "action") {
            CHECK(of_actions.find("\"" + code + "\"") != std::string::npos);
            continue;
        }
        const auto failure = schemas.find("Failure_" + code);
        REQUIRE(failure);
        const auto error = *failure->find("properties")->find("error")->find("properties");
        std::istringstream words(details);
        for (std::string word; words >> word;) {
            INFO(word);
            CHECK(error.find("details")->find("properties")->find(word));
        }
    }
    CHECK(rows > 30);
}

TEST_CASE("what needs no key is answered without one") {
    WholeBench bench;
    for (const auto& name : kWithoutKey) {
        INFO(name);
        const auto answer = bench.ask("GET", name.substr(name.find('/')), {}, "");
        CHECK(answer->status == 200);
        CHECK_FALSE(answer->body.empty());
    }
}

TEST_CASE("the document bears the version of the build") {
    WholeBench bench;
    const auto read = document(bench);
    CHECK(read.root().find("openapi")->text() == "3.1.0");
    CHECK(read.root().find("info")->find("version")->text() == GATEWAY_VERSION);
}

TEST_CASE("the page needs nothing from elsewhere: no script, one own style sheet, and the browser is told so") {
    WholeBench bench;
    const auto page = bench.ask("GET", "/docs", {}, "");
    CHECK(page->header("Content-Security-Policy") ==
          "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    CHECK(page->body.find("<script") == std::string::npos);
    CHECK(page->body.find("style=") == std::string::npos);
    CHECK(texts_between(page->body, "href=\"/", '"') == std::set<std::string>{"docs.css", "openapi.json"});
    CHECK(texts_between(page->body, "href=\"http", '"').empty());
}

TEST_CASE("every link on the page leads somewhere, and every operation is shown") {
    WholeBench bench;
    const std::string page = bench.ask("GET", "/docs", {}, "")->body;
    const auto ids = texts_between(page, "id=\"", '"');
    for (const auto& target : texts_between(page, "href=\"#", '"')) {
        INFO(target);
        CHECK(ids.count(target) == 1);
    }
    std::size_t operations_shown = 0;
    for (const auto& id : ids) operations_shown += id.rfind("operation-", 0) == 0;
    std::size_t sent = 0;
    const auto read = document(bench);
    for (const auto& member : read.root().find("webhooks")->members()) sent += member.value.size();
    CHECK(operations_shown == operations(read).size() + sent);
}

TEST_CASE("text of the document is escaped on the page") {
    CHECK(html::line("a <b> & `c<d>` \"e\"") == "a &lt;b&gt; &amp; <code>c&lt;d&gt;</code> &quot;e&quot;");
    CHECK(html::paragraphs("one\n\ntwo") == "<p>one</p>\n<p>two</p>\n");
    CHECK(html::link_to("x\"y", "<z>") == "<a href=\"#x&quot;y\">&lt;z&gt;</a>");
}
