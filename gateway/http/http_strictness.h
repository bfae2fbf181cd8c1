#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// What Beast 1.74 lets through and a server behind or before a proxy must not: each is a way to make two parties see
/// different requests in the same bytes. Pure; a fault is named by a constant text, an empty text means there is none.
namespace gateway::http {

/// Finds the end of a request's head line by line in the raw bytes, before any parser has smoothed them.
/// Refuses a line ending of LF alone and folded lines (RFC 9112, 2.2 and 5.2).
class HeadScan {
  public:
    enum class Verdict { need_more, complete, bad };

    /// `bytes` is everything since the request's first byte; what an earlier call has seen is not looked at
    /// again.
    Verdict look(std::string_view bytes);
    /// Length of the head with its blank line, once complete.
    std::size_t size() const { return line_begin_; }
    bool saw_request_line() const { return lines_ > 0; }
    std::string_view fault() const { return fault_; }

  private:
    Verdict refuse(std::string_view fault);
    Verdict take_line(std::string_view line);

    std::size_t line_begin_ = 0, searched_ = 0, lines_ = 0;
    std::string_view fault_;
};

/// Only visible ASCII, and the origin form ("/...") or "*".
std::string_view fault_in_target(std::string_view target);

/// Collects the fields that decide where a request ends and for whom it is.
class FramingRules {
  public:
    /// `name` in lower case, `value` without surrounding blanks.
    std::string_view fault_in_field(std::string_view name, std::string_view value);
    /// After the last field.
    std::string_view fault_in_head(bool is_http10) const;
    bool expects_continue() const { return expects_continue_; }

  private:
    std::string_view fault_in_host(std::string_view value);
    std::string_view fault_in_length(std::string_view value);
    std::string_view fault_in_coding(std::string_view value);

    int hosts_ = 0, lengths_ = 0, codings_ = 0;
    bool expects_continue_ = false;
};

}  // namespace gateway::http
