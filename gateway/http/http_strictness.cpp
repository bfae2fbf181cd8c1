#include "gateway/http/http_strictness.h"

#include <algorithm>

#include "json/ascii.h"

namespace gateway::http {
namespace {

constexpr std::size_t kLongestLength = 19;  // 20 digits may pass 2^64

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_visible(char c) { return c > 0x20 && c < 0x7f; }

/// Names, addresses and ports; what would let one Host be read as two (",", "@", "/", blanks) is left out.
bool is_host_character(char c) {
    return is_digit(c) || (json::lower_case(c) >= 'a' && json::lower_case(c) <= 'z') ||
           std::string_view("-._:[]%").find(c) != std::string_view::npos;
}

}  // namespace

HeadScan::Verdict HeadScan::look(std::string_view bytes) {
    for (;;) {
        const auto end = bytes.find('\n', searched_);
        if (end == std::string_view::npos) {
            searched_ = bytes.size();
            return Verdict::need_more;
        }
        if (end == line_begin_ || bytes[end - 1] != '\r') return refuse("a line ends without CR LF");
        const auto line = bytes.substr(line_begin_, end - 1 - line_begin_);
        searched_ = line_begin_ = end + 1;
        if (const auto verdict = take_line(line); verdict != Verdict::need_more) return verdict;
    }
}

HeadScan::Verdict HeadScan::take_line(std::string_view line) {
    if (line.empty()) return lines_ == 0 ? refuse("empty request line") : Verdict::complete;
    if (line.front() == ' ' || line.front() == '\t') return refuse("a header line begins with a blank");
    ++lines_;
    return Verdict::need_more;
}

HeadScan::Verdict HeadScan::refuse(std::string_view fault) {
    fault_ = fault;
    return Verdict::bad;
}

std::string_view fault_in_target(std::string_view target) {
    if (!std::all_of(target.begin(), target.end(), is_visible))
        return "the request target holds a byte that is not ASCII";
    if (target.front() != '/' && target != "*") return "the request target does not begin with a slash";
    return {};
}

std::string_view FramingRules::fault_in_field(std::string_view name, std::string_view value) {
    if (name == "host") return fault_in_host(value);
    if (name == "content-length") return fault_in_length(value);
    if (name == "transfer-encoding") return fault_in_coding(value);
    if (name == "expect") expects_continue_ = json::equal_ignoring_case(value, "100-continue");
    return {};
}

std::string_view FramingRules::fault_in_host(std::string_view value) {
    if (++hosts_ > 1) return "more than one Host header";
    if (value.empty() || !std::all_of(value.begin(), value.end(), is_host_character)) return "malformed Host header";
    return {};
}

std::string_view FramingRules::fault_in_length(std::string_view value) {
    if (++lengths_ > 1) return "more than one Content-Length header";
    if (codings_ > 0) return "Content-Length beside Transfer-Encoding";
    const bool plain =
        !value.empty() && value.size() <= kLongestLength && std::all_of(value.begin(), value.end(), is_digit);
    return plain ? std::string_view{} : "malformed Content-Length header";
}

std::string_view FramingRules::fault_in_coding(std::string_view value) {
    if (++codings_ > 1) return "more than one Transfer-Encoding header";
    if (lengths_ > 0) return "Content-Length beside Transfer-Encoding";
    return json::equal_ignoring_case(value, "chunked") ? std::string_view{} : "a transfer coding other than chunked";
}

std::string_view FramingRules::fault_in_head(bool is_http10) const {
    if (hosts_ == 0) return "no Host header";
    if (is_http10 && codings_ > 0) return "Transfer-Encoding in an HTTP/1.0 request";
    return {};
}

}  // namespace gateway::http
