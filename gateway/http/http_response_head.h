#pragma once

#include <ctime>
#include <string>
#include <string_view>

#include "gateway/http/http_server.h"

namespace gateway::http {

/// What the request and the connection decide about an answer's head.
struct Framing {
    bool close = false;      ///< this is the connection's last answer
    bool is_http10 = false;  ///< then staying open has to be said
    bool is_stream = false;  ///< its length is known to nobody: the end of the connection ends it
};

/// Replaces `out` by status line and fields up to the blank line, with Content-Length. Fields of the handler
/// win over the server's own, but for those that frame the message; control characters in them are dropped,
/// so a value cannot end its line.
void write_response_head(std::string& out, const HttpResponse& response, Framing framing, std::string_view date);

/// A status that may stand in a final answer; everything else becomes 500.
int final_status(int status);
/// 204 and 304 have no body.
bool may_have_body(int status);

/// The Date field's text, formatted once a second.
class DateText {
  public:
    std::string_view now();

  private:
    std::time_t second_ = -1;
    std::string text_;
};

}  // namespace gateway::http
