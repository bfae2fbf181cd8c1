#include "gateway/link/request_head.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "gateway/net/base64.h"
#include "gateway/net/header_text.h"

namespace gateway {

namespace {

constexpr std::size_t kWebsocketKeyBytes = 16;

/// The headers of one request with the number of times each was sent.
struct Headers {
    struct Line {
        std::string_view name;
        std::string_view value;
    };
    std::vector<Line> lines;

    std::size_t count(std::string_view name) const {
        return static_cast<std::size_t>(std::count_if(
            lines.begin(), lines.end(), [name](const Line& line) { return equal_ignoring_case(line.name, name); }));
    }
    std::string_view first(std::string_view name) const {
        for (const Line& line : lines) {
            if (equal_ignoring_case(line.name, name)) {
                return line.value;
            }
        }
        return {};
    }
    bool has_token(std::string_view name, std::string_view token) const {
        for (const Line& line : lines) {
            if (equal_ignoring_case(line.name, name) && list_contains(line.value, token)) {
                return true;
            }
        }
        return false;
    }
    std::optional<std::string> joined(std::string_view name) const {
        std::optional<std::string> all;
        for (const Line& line : lines) {
            if (equal_ignoring_case(line.name, name)) {
                all = all ? *all + "," + std::string(line.value) : std::string(line.value);
            }
        }
        return all;
    }
};

/// Cuts `text` at the first CR LF and returns what was before it.
std::string_view take_line(std::string_view& text) {
    const std::size_t end = text.find("\r\n");
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 2);
    return line;
}

bool is_header_value(std::string_view value) {
    return std::none_of(value.begin(), value.end(),
                        [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F; });
}

/// 0, or the status that refuses the header lines. A folded line has no name and is refused with the rest.
int read_headers(std::string_view text, const HeadLimits& limits, Headers& headers) {
    while (!text.empty()) {
        const std::string_view line = take_line(text);
        if (line.empty()) {
            break;
        }
        if (headers.lines.size() == limits.header_lines) {
            return 431;
        }
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos || !is_token(line.substr(0, colon)) ||
            !is_header_value(line.substr(colon + 1))) {
            return 400;
        }
        headers.lines.push_back({line.substr(0, colon), trimmed(line.substr(colon + 1))});
    }
    return 0;
}

bool is_host(std::string_view host) {
    const bool clean = std::none_of(host.begin(), host.end(), [](char c) {
        return static_cast<unsigned char>(c) <= 0x20 || c == ',' || c == '/' || c == '@';
    });
    if (host.empty() || !clean) {
        return false;
    }
    const std::size_t colon = host.rfind(':');
    const std::size_t bracket = host.rfind(']');
    if (colon == std::string_view::npos || (bracket != std::string_view::npos && colon < bracket)) {
        return true;
    }
    unsigned port = 0;
    const std::string_view digits = host.substr(colon + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    return error == std::errc() && end == digits.data() + digits.size() && port > 0 && port <= 65535;
}

/// A request to this port has no body: anything that announces one, or announces it in two ways, is refused.
int judge_body(const Headers& headers) {
    if (headers.count("Transfer-Encoding") > 0 || headers.count("Content-Length") > 1) {
        return 400;
    }
    const std::string_view length = headers.first("Content-Length");
    if (headers.count("Content-Length") == 0 || length == "0") {
        return 0;
    }
    const bool digits =
        !length.empty() && std::all_of(length.begin(), length.end(), [](char c) { return c >= '0' && c <= '9'; });
    return digits ? 413 : 400;
}

bool is_websocket_key(std::string_view key) {
    const auto decoded = decode_base64(key);
    return decoded && decoded->size() == kWebsocketKeyBytes;
}

int judge_upgrade(const Headers& headers) {
    if (!headers.has_token("Upgrade", "websocket")) {
        return 426;
    }
    if (headers.count("Sec-WebSocket-Version") != 1) {
        return headers.count("Sec-WebSocket-Version") == 0 ? 426 : 400;
    }
    if (headers.first("Sec-WebSocket-Version") != "13") {
        return 426;
    }
    const bool one_key = headers.count("Sec-WebSocket-Key") == 1;
    return one_key && is_websocket_key(headers.first("Sec-WebSocket-Key")) ? 0 : 400;
}

int judge(std::string_view method, std::string_view version, const Headers& headers) {
    if (version != "HTTP/1.1" || headers.count("Host") != 1 || !is_host(headers.first("Host"))) {
        return 400;
    }
    if (const int status = judge_body(headers); status != 0) {
        return status;
    }
    if (method != "GET") {
        return 405;
    }
    // Two sets of credentials could be judged differently by us and by whatever stands before us.
    return headers.count("Authorization") > 1 ? 400 : judge_upgrade(headers);
}

RequestHead refused(int status) {
    RequestHead head;
    head.refusal = status;
    return head;
}

constexpr char kTlsHandshake = 0x16;  // the first byte of every TLS connection (RFC 8446, 5.1)

}  // namespace

RequestHead parse_request_head(std::string_view head, const HeadLimits& limits) {
    const std::string_view line = take_line(head);
    const std::size_t first_space = line.find(' ');
    const std::size_t last_space = line.rfind(' ');
    if (first_space == std::string_view::npos || first_space == last_space) {
        return refused(400);
    }
    const std::string_view target = line.substr(first_space + 1, last_space - first_space - 1);
    if (target.size() > limits.target_bytes) {
        return refused(414);
    }
    Headers headers;
    const bool clean = is_token(line.substr(0, first_space)) && is_header_value(line) && !target.empty() &&
                       target.find_first_of(" \t") == std::string_view::npos;
    int status = clean ? read_headers(head, limits, headers) : 400;
    status = status != 0 ? status : judge(line.substr(0, first_space), line.substr(last_space + 1), headers);
    if (status != 0) {
        return refused(status);
    }
    RequestHead parsed;
    parsed.target = std::string(target);
    parsed.websocket_key = std::string(headers.first("Sec-WebSocket-Key"));
    parsed.subprotocols = headers.joined("Sec-WebSocket-Protocol");
    parsed.authorization = std::string(headers.first("Authorization"));
    parsed.connection_upgrade = headers.has_token("Connection", "upgrade");
    return parsed;
}

std::size_t HeadReader::consume(std::string_view bytes) {
    if (done_) {
        return 0;
    }
    constexpr std::string_view kEndOfHead = "\r\n\r\n";
    const std::size_t before = bytes_.size();
    bytes_.append(bytes);
    const std::size_t search_from = before < kEndOfHead.size() ? 0 : before - kEndOfHead.size();
    const std::size_t found = bytes_.find(kEndOfHead, search_from);
    const std::size_t length = found == std::string::npos ? bytes_.size() : found + kEndOfHead.size();
    bytes_.resize(length);
    if (length > limits_.bytes) {
        finish(refused(431));
    } else if (found != std::string::npos) {
        finish(parse_request_head(bytes_, limits_));
    } else if (const auto status = early_refusal()) {
        RequestHead head = refused(*status);
        head.is_tls_hello = bytes_.front() == kTlsHandshake;
        finish(std::move(head));
    }
    return length - before;
}

/// A TLS hello, raw OCPP and lines without CR need not cost five seconds (BI-007, BI-008, BI-018).
std::optional<int> HeadReader::early_refusal() const {
    if (bytes_.empty()) {
        return std::nullopt;
    }
    if (bytes_.front() < 'A' || bytes_.front() > 'Z') {
        return 400;
    }
    for (std::size_t at = bytes_.find('\n'); at != std::string::npos; at = bytes_.find('\n', at + 1)) {
        if (bytes_[at - 1] != '\r') {
            return 400;
        }
    }
    return std::nullopt;
}

void HeadReader::finish(RequestHead head) {
    head_ = std::move(head);
    done_ = true;
    bytes_ = {};
}

}  // namespace gateway
