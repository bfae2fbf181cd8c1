#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

namespace gateway {

/// Reads an HTTP answer from bytes as they come, a head and the beginning of a body, both bounded. Io thread.
class AnswerReader {
  public:
    AnswerReader(std::size_t head_bytes, std::size_t body_bytes);

    enum class State { wants_more, ended, too_long, broken };
    State take(const char* bytes, std::size_t size);
    /// The most that may be read at once without going over a limit.
    std::size_t appetite() const;

    bool has_head() const { return parser_->is_header_done() && !is_interim(); }
    int status() const { return static_cast<int>(parser_->get().result_int()); }
    std::string header(const std::string& name) const;

  private:
    using Parser = boost::beast::http::response_parser<boost::beast::http::string_body>;

    void begin();
    bool is_interim() const { return status() < 200; }
    State parse();

    const std::size_t head_bytes_, body_bytes_;
    std::optional<Parser> parser_;
    std::string unread_;
    std::size_t head_taken_ = 0;  ///< of all heads: interim answers cannot go on for ever
    std::size_t body_taken_ = 0;
};

}  // namespace gateway
