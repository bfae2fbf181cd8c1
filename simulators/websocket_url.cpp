#include "simulators/websocket_url.h"

#include <stdexcept>

namespace simulators {

namespace {

constexpr std::string_view kScheme = "ws://";
constexpr std::string_view kSecureScheme = "wss://";

bool is_unreserved(char c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return letter || c == '-' || c == '.' || c == '_' || c == '~';
}

std::string percent_encoded(std::string_view text) {
    constexpr char kDigits[] = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text) {
        if (is_unreserved(c)) {
            encoded += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        encoded += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    }
    return encoded;
}

std::string base64(std::string_view bytes) {
    constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const auto at = [&](std::size_t j) { return j < bytes.size() ? static_cast<unsigned char>(bytes[j]) : 0u; };
        const unsigned group = at(i) << 16 | at(i + 1) << 8 | at(i + 2);
        text += kAlphabet[group >> 18 & 63];
        text += kAlphabet[group >> 12 & 63];
        text += i + 1 < bytes.size() ? kAlphabet[group >> 6 & 63] : '=';
        text += i + 2 < bytes.size() ? kAlphabet[group & 63] : '=';
    }
    return text;
}

}  // namespace

std::string WebsocketUrl::authority() const {
    const bool is_v6 = host.find(':') != std::string::npos;
    return (is_v6 ? "[" + host + "]" : host) + ":" + port;
}

WebsocketUrl parse_websocket_url(std::string_view url) {
    WebsocketUrl result;
    result.is_secure = url.substr(0, kSecureScheme.size()) == kSecureScheme;
    if (result.is_secure) result.port = "443";
    const std::string_view scheme = result.is_secure ? kSecureScheme : kScheme;
    if (url.substr(0, scheme.size()) != scheme)
        throw std::invalid_argument("the address does not begin with ws:// or wss://");
    url.remove_prefix(scheme.size());
    const auto slash = url.find('/');
    if (slash != std::string_view::npos) result.path = std::string(url.substr(slash));
    std::string_view authority = url.substr(0, slash);
    const auto bracket = authority.find(']');
    const auto colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
    if (colon != std::string_view::npos) result.port = std::string(authority.substr(colon + 1));
    authority = authority.substr(0, colon);
    if (!authority.empty() && authority.front() == '[') authority = authority.substr(1, authority.size() - 2);
    result.host = std::string(authority);
    if (result.host.empty() || result.port.empty()) throw std::invalid_argument("the address names no host or port");
    return result;
}

std::string path_with_identity(std::string_view path, std::string_view identity) {
    std::string whole(path);
    if (whole.empty() || whole.back() != '/') whole += '/';
    return whole + percent_encoded(identity);
}

std::string basic_credentials(std::string_view user, std::string_view password) {
    return "Basic " + base64(std::string(user) + ":" + std::string(password));
}

}  // namespace simulators
