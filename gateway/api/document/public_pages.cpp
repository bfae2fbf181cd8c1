#include "gateway/api/document/public_pages.h"

#include "gateway/api/document/document_page.h"
#include "json/parse.h"

namespace gateway {

extern const char* const kOpenApiSource;

namespace {

constexpr std::string_view kNoVersion = R"("version": "0.0.0")";
constexpr const char* kNothingFromElsewhere =
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// It is ours, so it may be bigger than what comes from outside.
json::Document parsed(const std::string& text) {
    json::Limits limits;
    limits.bytes = text.size();
    limits.depth = 64;
    limits.values = text.size();
    return json::parse(text, json::Reading::strict, limits);
}

HttpResponse page(std::string body, const char* content_type) {
    HttpResponse response;
    response.body = std::move(body);
    response.content_type = content_type;
    response.headers.emplace_back("Content-Security-Policy", kNothingFromElsewhere);
    response.headers.emplace_back("Referrer-Policy", "no-referrer");
    return response;
}

}  // namespace

const std::string& PublicPages::document() {
    if (!document_.empty()) return document_;
    document_ = kOpenApiSource;
    const std::string version = std::string(R"("version": ")") + GATEWAY_VERSION + "\"";
    document_.replace(document_.find(kNoVersion), kNoVersion.size(), version);
    return document_;
}

std::optional<HttpResponse> PublicPages::find(std::string_view name) {
    if (name == "openapi.json") return page(document(), "application/json; charset=utf-8");
    if (name == "docs.css") return page(kDocumentStyle, "text/css; charset=utf-8");
    if (name != "docs") return std::nullopt;
    if (page_.empty()) page_ = document_page(parsed(document()).root());
    return page(page_, "text/html; charset=utf-8");
}

}  // namespace gateway
