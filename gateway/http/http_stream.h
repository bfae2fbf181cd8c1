#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace gateway {

/// An answer that stays open: its holder pushes text for as long as the peer listens. The server ends it when the peer
/// left, is too slow (HttpLimits::stream_queue_bytes) or the server stops. Io thread; never throws.
class HttpStream {
  public:
    virtual ~HttpStream() = default;
    /// Sent as it is, in order. False: the stream is over, nothing is sent any more.
    virtual bool send(std::string_view text) = 0;
    /// Bytes that wait because the peer is slow; 0 when it is over.
    virtual std::size_t queued() const = 0;
    /// Idempotent.
    virtual void close() = 0;
};

/// What a response with a stream in place of its body promises and wants.
struct HttpStreamTerms {
    /// Sent after HttpLimits::stream_keep_alive without anything else, so that no proxy takes the silence for an end.
    std::string keep_alive;
    /// Called once, when the head is on its way; not at all when there are too many streams (answered 503) or the
    /// request was a HEAD.
    std::function<void(std::shared_ptr<HttpStream>)> opened;
    /// Called once after `opened`, when the stream is over, however it ended; never from within send() or close().
    std::function<void()> closed;
    /// Called when nothing is queued any more; may be empty.
    std::function<void()> drained = {};
};

}  // namespace gateway
