#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "gateway/http/http_server.h"
#include "gateway/http/http_strictness.h"

namespace gateway::http {

/// Why the server itself refuses a request. `reason` is a constant text without anything of the peer's.
struct Refusal {
    int status = 400;
    std::string_view reason;
};

/// Turns bytes into requests, one at a time: raw checks, then Beast's parser, then framing rules (c.9).
/// No sockets, no clock. Owned by one connection. Throws nothing but std::bad_alloc.
class RequestReader {
  public:
    explicit RequestReader(const HttpLimits& limits);
    ~RequestReader();

    enum class Progress { need_more, complete, refused };

    /// Takes what it can use from the front of `bytes` and says in `taken` how much that was. What is left
    /// must be shown again, with more behind it.
    Progress take(std::string_view bytes, std::size_t& taken);

    /// The head is there and promises a body, the peer waits for leave to send it, and none has come yet.
    bool peer_waits_for_continue() const;
    /// The head is taken, the body is not complete.
    bool in_body() const { return parser_ != nullptr; }
    /// Valid once complete: may another request follow?
    bool keep_alive() const;
    bool is_http10() const { return is_http10_; }
    bool is_head_method() const { return is_head_method_; }
    /// Filled as far as read; moved away by the caller when complete.
    HttpRequest& request() { return request_; }
    const Refusal& refusal() const { return refusal_; }
    /// Forgets the request and begins the next.
    void reset();

  private:
    class Parser;

    Progress take_head(std::string_view bytes, std::size_t& taken);
    Progress take_body(std::string_view bytes, std::size_t& taken);
    Progress parse_head(std::string_view head);
    Progress take_target_apart();
    Progress refuse(int status, std::string_view reason);
    bool body_stalls_at(std::string_view bytes) const;

    const HttpLimits& limits_;
    HeadScan scan_;
    std::unique_ptr<Parser> parser_;  // exists once the head is complete
    HttpRequest request_;
    Refusal refusal_;
    bool is_http10_ = false, is_head_method_ = false, keep_alive_ = false, expects_continue_ = false;
};

}  // namespace gateway::http
