#include "gateway/webhooks/answer_reader.h"

#include <algorithm>

#include <boost/asio/buffer.hpp>

namespace gateway {

namespace http = boost::beast::http;

AnswerReader::AnswerReader(std::size_t head_bytes, std::size_t body_bytes)
    : head_bytes_(head_bytes), body_bytes_(body_bytes) {
    begin();
}

void AnswerReader::begin() {
    parser_.emplace();
    parser_->eager(true);
    parser_->header_limit(static_cast<std::uint32_t>(head_bytes_));
    parser_->body_limit(boost::none);  // bounded here: an announced length beyond the limit must not hide the status
}

std::size_t AnswerReader::appetite() const {
    return has_head() ? body_bytes_ - std::min(body_taken_, body_bytes_)
                      : head_bytes_ - std::min(head_taken_, head_bytes_);
}

std::string AnswerReader::header(const std::string& name) const {
    const auto found = parser_->get().find(name);
    return found == parser_->get().end() ? "" : std::string(found->value());
}

AnswerReader::State AnswerReader::take(const char* bytes, std::size_t size) {
    (has_head() ? body_taken_ : head_taken_) += size;
    unread_.append(bytes, size);
    const State state = parse();
    return state == State::wants_more && appetite() == 0 ? State::too_long : state;
}

AnswerReader::State AnswerReader::parse() {
    while (!unread_.empty()) {
        boost::beast::error_code error;
        const std::size_t used = parser_->put(boost::asio::buffer(unread_), error);
        unread_.erase(0, used);
        if (error == http::error::need_more || (!error && used == 0)) return State::wants_more;
        if (error == http::error::header_limit) return State::too_long;
        if (error) return State::broken;
        if (!parser_->is_done()) continue;
        if (!is_interim()) return State::ended;
        begin();
    }
    return State::wants_more;
}

}  // namespace gateway
