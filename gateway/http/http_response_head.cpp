#include "gateway/http/http_response_head.h"

#include <algorithm>
#include <array>
#include <boost/beast/http/status.hpp>
#include <cstdio>
#include <iterator>

#include "gateway/http/http_strictness.h"
#include "json/ascii.h"

namespace gateway::http {
namespace {

constexpr std::size_t kUsualHeadBytes = 320;

bool is_control(char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; }

void append_clean(std::string& out, std::string_view text) {
    std::copy_if(text.begin(), text.end(), std::back_inserter(out), [](char c) { return !is_control(c); });
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
    append_clean(out, name);
    out += ": ";
    append_clean(out, value);
    out += "\r\n";
}

bool is_framing_field(std::string_view name) {
    return json::equal_ignoring_case(name, "content-length") || json::equal_ignoring_case(name, "transfer-encoding") ||
           json::equal_ignoring_case(name, "connection");
}

bool gives_field(const HttpResponse& response, std::string_view name) {
    return std::any_of(response.headers.begin(), response.headers.end(),
                       [&](const auto& field) { return json::equal_ignoring_case(field.first, name); });
}

void append_default(std::string& out, const HttpResponse& response, std::string_view name, std::string_view value) {
    if (!gives_field(response, name)) append_field(out, name, value);
}

void append_status_line(std::string& out, int status) {
    const auto reason = boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(status));
    out += "HTTP/1.1 ";
    out += std::to_string(status);
    out += ' ';
    // Beast names what it does not know "<unknown-status>".
    if (reason.front() != '<') out.append(reason.data(), reason.size());
    out += "\r\n";
}

}  // namespace

int final_status(int status) { return status >= 200 && status <= 599 ? status : 500; }

bool may_have_body(int status) { return status != 204 && status != 304; }

void write_response_head(std::string& out, const HttpResponse& response, Framing framing, std::string_view date) {
    const int status = final_status(response.status);
    out.clear();
    out.reserve(kUsualHeadBytes);
    append_status_line(out, status);
    append_default(out, response, "Date", date);
    if (may_have_body(status)) {
        append_default(out, response, "Content-Type", response.content_type);
        if (!framing.is_stream) append_field(out, "Content-Length", std::to_string(response.body.size()));
    }
    append_default(out, response, "X-Content-Type-Options", "nosniff");
    append_default(out, response, "Cache-Control", "no-store");
    for (const auto& [name, value] : response.headers)
        if (!is_framing_field(name)) append_field(out, name, value);
    if (framing.close) append_field(out, "Connection", "close");
    else if (framing.is_http10) append_field(out, "Connection", "keep-alive");
    out += "\r\n";
}

std::string_view DateText::now() {
    const std::time_t now = std::time(nullptr);
    if (now == second_) return text_;
    second_ = now;
    // Not strftime: names of days and months must not follow a locale.
    static constexpr std::array<const char*, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::tm parts{};
    gmtime_r(&now, &parts);
    std::array<char, 64> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT", days[parts.tm_wday],
                  parts.tm_mday, months[parts.tm_mon], parts.tm_year + 1900, parts.tm_hour, parts.tm_min, parts.tm_sec);
    text_ = buffer.data();
    return text_;
}

}  // namespace gateway::http
