#include "gateway/api/parameters.h"

#include <charconv>
#include <limits>

#include "json/ascii.h"

namespace gateway {

namespace {

constexpr int kMostDevicesPerPage = 50;

bool is_json_type(std::string_view content_type) {
    constexpr std::string_view kJson = "application/json";
    if (!json::equal_ignoring_case(content_type.substr(0, kJson.size()), kJson)) return false;
    return content_type.size() == kJson.size() || content_type[kJson.size()] == ';' ||
           content_type[kJson.size()] == ' ';
}

}  // namespace

std::optional<std::string> query_value(const HttpRequest& request, std::string_view name) {
    for (const auto& [key, value] : request.query) {
        if (key == name) return value;
    }
    return std::nullopt;
}

int query_number(const HttpRequest& request, std::string_view name, int fallback, int least, int most) {
    const auto text = query_value(request, name);
    if (!text) return fallback;
    int number = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
    const bool whole = error == std::errc{} && end == text->data() + text->size() && !text->empty();
    if (!whole || number < least || number > most) {
        canonical::throw_validation_error(
            std::string(name), "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    }
    return number;
}

bool query_flag(const HttpRequest& request, std::string_view name) {
    const auto text = query_value(request, name);
    if (!text || *text == "false") return false;
    if (*text != "true") canonical::throw_validation_error(std::string(name), "must be true or false");
    return true;
}

Page query_page(const HttpRequest& request) {
    Page page;
    page.offset = query_number(request, "offset", 0, 0, std::numeric_limits<int>::max() / 2);
    page.limit = query_number(request, "limit", 10, 1, kMostDevicesPerPage);
    return page;
}

Page query_operator_page(const HttpRequest& request) {
    Page page;
    page.offset = query_number(request, "offset", 0, 0, std::numeric_limits<int>::max() / 2);
    page.limit = query_number(request, "limit", kUsualRowsPerPage, 1, kMostRowsPerPage);
    return page;
}

canonical::ApiError not_durable() {
    return {503, "SERVICE_UNAVAILABLE", "the change could not be stored and was not made; please try again"};
}

canonical::ApiError not_durable(const std::string& why) {
    return {503, "SERVICE_UNAVAILABLE",
            "the change could not be stored and was not made (" + why + "); please try again"};
}

canonical::ApiError not_read(const std::string& why) {
    return {503, "SERVICE_UNAVAILABLE", "the database did not answer (" + why + "); please try again"};
}

canonical::ApiError too_many_reads() {
    return {503, "SERVICE_UNAVAILABLE", "the database is busy with other reads; please try again"};
}

json::Document json_body(const HttpRequest& request) {
    if (!is_json_type(request.header("content-type"))) {
        throw canonical::ApiError(415, "UNSUPPORTED_MEDIA_TYPE", "send the body as content-type: application/json");
    }
    try {
        return json::parse(request.body);
    } catch (const json::ParseError& error) {
        canonical::throw_invalid_request(std::string("the body is not JSON: ") + error.what());
    }
}

std::string required_text(std::string_view name, json::Value value) {
    if (!value.is_string()) canonical::throw_validation_error(std::string(name), "must be a text");
    return std::string(value.text());
}

}  // namespace gateway
