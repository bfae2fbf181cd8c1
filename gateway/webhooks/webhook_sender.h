#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "gateway/net/endpoint_url.h"

namespace gateway {

struct WebhookPost {
    EndpointUrl url;
    std::vector<std::pair<std::string, std::string>> headers;  ///< beside those of HTTP itself
    std::string body;                                          ///< JSON, sent byte for byte
};

/// What came of one attempt. Of the answer nothing is kept but this: what an address says is nobody's to read here.
struct WebhookAnswer {
    int status = 0;     ///< of HTTP; 0: there was no answer
    std::string error;  ///< why not, in words for the operator
    std::string retry_after;

    bool is_success() const { return status >= 200 && status < 300; }
};

/// Sends one webhook. Io thread; owned by main.
class WebhookSender {
  public:
    using Answered = std::function<void(const WebhookAnswer&)>;

    virtual ~WebhookSender() = default;
    /// `answered` is called exactly once, never from inside the call.
    virtual void send(WebhookPost post, Answered answered) = 0;
};

}  // namespace gateway
