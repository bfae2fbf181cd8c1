#include "gateway/net/endpoint_url.h"

#include <algorithm>
#include <string_view>

#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/address_v6.hpp>

#include "json/ascii.h"

namespace gateway {

namespace {

namespace ip = boost::asio::ip;

constexpr std::size_t kLongestName = 253, kLongestLabel = 63;  // RFC 1035, 2.3.4
constexpr std::uint16_t kHttpPort = 80, kHttpsPort = 443;
constexpr std::string_view kDigits = "0123456789", kHexDigits = "0123456789abcdef";
constexpr std::string_view kNameLetters = "abcdefghijklmnopqrstuvwxyz0123456789-_";
/// Printable, and yet written as a percent code or not at all in a URL.
constexpr std::string_view kForbiddenInTarget = "\"<>\\^`{|}#";

bool only_of(std::string_view text, std::string_view letters) {
    return text.find_first_not_of(letters) == std::string_view::npos;
}

void check_bytes(std::string_view text) {
    if (text.empty()) throw UrlRefused("must not be empty");
    if (text.size() > kLongestUrl) throw UrlRefused("must have at most 2048 characters");
    for (const char c : text) {
        if (c <= 0x20 || c > 0x7E) throw UrlRefused("must be printable ASCII without blanks");
    }
}

bool read_scheme(std::string_view& rest) {
    const auto end = rest.find("://");
    const std::string scheme = json::lower_case(rest.substr(0, std::min(end, rest.size())));
    if (end == std::string_view::npos || (scheme != "https" && scheme != "http"))
        throw UrlRefused("must begin with https://");
    rest.remove_prefix(end + 3);
    return scheme == "https";
}

std::uint16_t read_port(std::string_view text) {
    const bool is_number = !text.empty() && text.size() <= 5 && only_of(text, kDigits);
    const int port = is_number ? std::stoi(std::string(text)) : 0;
    if (port < 1 || port > 65535) throw UrlRefused("has no port from 1 to 65535");
    return static_cast<std::uint16_t>(port);
}

/// What resolvers read as a number though nobody writes an address so: 2130706433, 0x7f.1, 127.1.
bool looks_like_a_number(std::string_view label) {
    const bool is_hex = label.substr(0, 2) == "0x" && only_of(label.substr(2), kHexDigits);
    return only_of(label, kDigits) || is_hex;
}

void check_name(std::string_view name) {
    if (name.size() > kLongestName) throw UrlRefused("has a host name that is too long");
    for (std::size_t at = 0; at <= name.size();) {
        const auto end = std::min(name.find('.', at), name.size());
        const auto label = name.substr(at, end - at);
        if (label.empty() || label.size() > kLongestLabel) throw UrlRefused("has no host name that could exist");
        if (!only_of(label, kNameLetters))
            throw UrlRefused("has a host name with other signs than letters, digits and hyphens");
        at = end + 1;
    }
}

void read_bracketed(std::string_view text, EndpointUrl& url) {
    boost::system::error_code error;
    const auto address = ip::make_address_v6(std::string(text.substr(1, text.size() - 2)), error);
    if (error || text.find('%') != std::string_view::npos) throw UrlRefused("has no IPv6 address between its brackets");
    url.address = address;
    url.host = address.to_string();
}

void read_name_or_ipv4(std::string_view text, EndpointUrl& url) {
    std::string host = json::lower_case(text);
    if (!host.empty() && host.back() == '.') host.pop_back();
    check_name(host);
    url.host = host;
    if (!looks_like_a_number(std::string_view(host).substr(host.rfind('.') + 1))) return;
    boost::system::error_code error;
    const auto address = ip::make_address_v4(host, error);
    if (error || address.to_string() != host) throw UrlRefused("has an address that is not four decimal numbers");
    url.address = address;
}

/// "host", "host:port", "[v6]:port".
void read_authority(std::string_view authority, EndpointUrl& url) {
    if (authority.find('@') != std::string_view::npos) throw UrlRefused("must not hold a user name or password");
    const bool bracketed = !authority.empty() && authority.front() == '[';
    const auto host_end = bracketed ? std::min(authority.find(']'), authority.size() - 1) + 1
                                    : std::min(authority.find(':'), authority.size());
    const auto host = authority.substr(0, host_end), rest = authority.substr(host_end);
    if (host.empty()) throw UrlRefused("has no host");
    if (bracketed && host.back() == ']') read_bracketed(host, url);
    else read_name_or_ipv4(host, url);
    if (!rest.empty() && rest.front() != ':') throw UrlRefused("has something behind its host");
    const std::uint16_t own_port = url.secure ? kHttpsPort : kHttpPort;
    url.port = rest.empty() ? own_port : read_port(rest.substr(1));
    url.host_header =
        (bracketed ? "[" + url.host + "]" : url.host) + (url.port == own_port ? "" : ":" + std::to_string(url.port));
}

std::string target_of(std::string_view rest) {
    if (rest.find_first_of(kForbiddenInTarget) != std::string_view::npos) {
        throw UrlRefused("has a fragment, or signs that a URL writes as percent codes");
    }
    return (rest.empty() || rest.front() != '/' ? "/" : "") + std::string(rest);
}

}  // namespace

EndpointUrl parse_endpoint_url(const std::string& text) {
    check_bytes(text);
    EndpointUrl url;
    std::string_view rest = text;
    url.secure = read_scheme(rest);
    const auto authority_end = std::min(rest.find_first_of("/?#\\"), rest.size());
    read_authority(rest.substr(0, authority_end), url);
    url.target = target_of(rest.substr(authority_end));
    return url;
}

}  // namespace gateway
