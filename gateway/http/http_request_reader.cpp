#include "gateway/http/http_request_reader.h"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <limits>

#include "gateway/http/http_target.h"
#include "json/ascii.h"

namespace gateway::http {
namespace {

namespace beast_http = boost::beast::http;
using boost::beast::error_code;

constexpr std::size_t kFirstBodyReserve = 64 * 1024;  // an announced length alone must not cost a megabyte
constexpr std::size_t kShortestChunkedRest = 5;       // "0" CR LF CR LF

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

/// The parser smooths them, and another one may not (RFC 9112, 5.2).
bool has_folded_line(std::string_view lines) {
    const auto begins_with_blank = [&](std::size_t at) {
        return at < lines.size() && (lines[at] == ' ' || lines[at] == '\t');
    };
    for (std::size_t at = 0; at < lines.size();) {
        if (begins_with_blank(at)) return true;
        const auto end = lines.find('\n', at);
        at = end == std::string_view::npos ? lines.size() : end + 1;
    }
    return false;
}

}  // namespace

/// Beast's parser with our own receiver of its events: fields go straight into the request, and the first
/// broken rule stops the parse with `refusal` set.
class RequestReader::Parser final : public beast_http::basic_parser<true> {
  public:
    Parser(const HttpLimits& limits, HttpRequest& request) : limits_(limits), request_(request) {
        header_limit(std::numeric_limits<std::uint32_t>::max());  // the head's size was checked before
        body_limit(limits.body_bytes);
    }

    Refusal refusal{0, {}};
    FramingRules rules;
    bool is_http10 = false;
    bool body_begun = false;
    const char* trailers_begin = nullptr;  ///< in the bytes that were put last, once the last chunk has come

  private:
    void refuse(int status, std::string_view reason, error_code& ec) {
        refusal = {status, reason};
        ec = beast_http::error::bad_value;
    }

    void on_request_impl(beast_http::verb, boost::beast::string_view method, boost::beast::string_view target,
                         int version, error_code& ec) override {
        is_http10 = version < 11;
        request_.method.assign(method.data(), method.size());
        if (method == "CONNECT" || method == "TRACE") return refuse(501, "the method is not supported", ec);
        if (const auto fault = fault_in_target(view(target)); !fault.empty()) return refuse(400, fault, ec);
        request_.target.assign(target.data(), target.size());
    }

    void on_field_impl(beast_http::field, boost::beast::string_view name, boost::beast::string_view value,
                       error_code& ec) override {
        if (head_done_) return;  // trailers say nothing we would believe
        if (request_.headers.size() >= limits_.header_fields) return refuse(431, "too many header fields", ec);
        request_.headers.emplace_back(json::lower_case(view(name)), view(value));
        const auto& [key, text] = request_.headers.back();
        if (const auto fault = rules.fault_in_field(key, text); !fault.empty()) refuse(400, fault, ec);
    }

    void on_header_impl(error_code& ec) override {
        head_done_ = true;
        if (const auto fault = rules.fault_in_head(is_http10); !fault.empty()) refuse(400, fault, ec);
    }

    void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) override {
        if (length) request_.body.reserve(std::min<std::size_t>(*length, kFirstBodyReserve));
    }

    std::size_t on_body_impl(boost::beast::string_view bytes, error_code&) override {
        request_.body.append(bytes.data(), bytes.size());
        return bytes.size();
    }

    void on_chunk_header_impl(std::uint64_t size, boost::beast::string_view extension, error_code& ec) override {
        constexpr std::size_t kLineEnd = 2;
        if (size == 0) trailers_begin = extension.data() + extension.size() + kLineEnd;
        extension_bytes_ += extension.size();
        if (extension_bytes_ > limits_.chunk_extension_bytes) return refuse(400, "chunk extensions are too long", ec);
        if (++chunks_ > limits_.chunks) refuse(413, "the body comes in too many chunks", ec);
    }

    std::size_t on_chunk_body_impl(std::uint64_t, boost::beast::string_view bytes, error_code& ec) override {
        return on_body_impl(bytes, ec);
    }

    void on_response_impl(int, boost::beast::string_view, int, error_code&) override {}
    void on_finish_impl(error_code&) override {}

    const HttpLimits& limits_;
    HttpRequest& request_;
    std::size_t extension_bytes_ = 0, chunks_ = 0;
    bool head_done_ = false;
};

RequestReader::RequestReader(const HttpLimits& limits) : limits_(limits) {}
RequestReader::~RequestReader() = default;

void RequestReader::reset() {
    scan_ = {};
    parser_.reset();
    request_ = {};
    refusal_ = {};
    is_http10_ = is_head_method_ = keep_alive_ = expects_continue_ = false;
}

RequestReader::Progress RequestReader::take(std::string_view bytes, std::size_t& taken) {
    taken = 0;
    if (!parser_) {
        const auto progress = take_head(bytes, taken);
        if (progress != Progress::need_more || !parser_) return progress;
    }
    return take_body(bytes.substr(taken), taken);
}

RequestReader::Progress RequestReader::take_head(std::string_view bytes, std::size_t& taken) {
    const auto verdict = scan_.look(bytes);
    if (verdict == HeadScan::Verdict::bad) return refuse(400, scan_.fault());
    const bool complete = verdict == HeadScan::Verdict::complete;
    if (complete ? scan_.size() > limits_.header_bytes : bytes.size() >= limits_.header_bytes) {
        if (!scan_.saw_request_line()) return refuse(400, "the request line is too long");
        return refuse(431, "the header is too big");
    }
    if (!complete) return Progress::need_more;
    taken = scan_.size();
    return parse_head(bytes.substr(0, taken));
}

RequestReader::Progress RequestReader::parse_head(std::string_view head) {
    parser_ = std::make_unique<Parser>(limits_, request_);
    error_code ec;
    parser_->put(boost::asio::const_buffer(head.data(), head.size()), ec);
    is_http10_ = parser_->is_http10;
    is_head_method_ = request_.method == "HEAD";
    if (parser_->refusal.status != 0) return refuse(parser_->refusal.status, parser_->refusal.reason);
    if (ec == beast_http::error::body_limit) return refuse(413, "the body is too big");
    if (ec) return refuse(400, "malformed request head");
    expects_continue_ = parser_->rules.expects_continue() && !is_http10_;
    keep_alive_ = parser_->keep_alive();
    parser_->eager(true);
    return take_target_apart();
}

RequestReader::Progress RequestReader::take_target_apart() {
    auto path = path_of(request_.target);
    auto query = query_of(request_.target);
    if (!path || !query) return refuse(400, "malformed request target");
    request_.path = std::move(*path);
    request_.query = std::move(*query);
    if (is_head_method_) request_.method = "GET";
    return parser_->is_done() ? Progress::complete : Progress::need_more;
}

RequestReader::Progress RequestReader::take_body(std::string_view bytes, std::size_t& taken) {
    // Beast asserts on a shorter rest of a chunked body, and no valid one is shorter.
    if (bytes.size() < (parser_->chunked() ? kShortestChunkedRest : 1)) return Progress::need_more;
    parser_->body_begun = true;
    error_code ec;
    const auto used = parser_->put(boost::asio::const_buffer(bytes.data(), bytes.size()), ec);
    taken += used;
    if (parser_->refusal.status != 0) return refuse(parser_->refusal.status, parser_->refusal.reason);
    if (ec == beast_http::error::body_limit) return refuse(413, "the body is too big");
    if (ec && ec != beast_http::error::need_more) return refuse(400, "malformed body");
    const char* const end = bytes.data() + used;
    const char* const trailers = parser_->trailers_begin;
    if (trailers != nullptr && has_folded_line({trailers, static_cast<std::size_t>(end - trailers)}))
        return refuse(400, "a trailer line begins with a blank");
    if (parser_->is_done()) return Progress::complete;
    return body_stalls_at(bytes.substr(used)) ? refuse(400, "a chunk header or trailer is too long")
                                              : Progress::need_more;
}

/// What the parser leaves is a chunk header or trailer without its end: it has the same bound as a head.
bool RequestReader::body_stalls_at(std::string_view bytes) const { return bytes.size() >= limits_.header_bytes; }

RequestReader::Progress RequestReader::refuse(int status, std::string_view reason) {
    refusal_ = {status, reason};
    keep_alive_ = false;
    return Progress::refused;
}

bool RequestReader::peer_waits_for_continue() const {
    return expects_continue_ && parser_ && !parser_->is_done() && !parser_->body_begun;
}

bool RequestReader::keep_alive() const { return keep_alive_; }

}  // namespace gateway::http
