#include "gateway/webhooks/http_attempt.h"

#include <algorithm>

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include "gateway/log.h"
#include "gateway/security/tls_client_context.h"

namespace gateway {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kMostAddresses = 4;  ///< tried in turn, all within the one time limit
constexpr std::size_t kReadAtOnce = 2048;

/// What it throws must not end the io thread.
void hand_over(const WebhookSender::Answered& answered, const WebhookAnswer& answer) try {
    answered(answer);
} catch (const std::exception& error) {
    log::error("webhooks.answer", error.what());
}

}  // namespace

HttpAttempt::HttpAttempt(std::shared_ptr<HttpSender::Parts> parts, WebhookPost post, WebhookSender::Answered answered)
    : parts_(std::move(parts)),
      post_(std::move(post)),
      answered_(std::move(answered)),
      socket_(parts_->io),
      timer_(parts_->io),
      latest_(std::chrono::steady_clock::now() + parts_->limits.total),
      reader_(parts_->limits.head_bytes, parts_->limits.body_bytes) {}

void HttpAttempt::start() {
    ++parts_->counters.attempts;
    give_patience();
    if (post_.url.address) return check({*post_.url.address});
    look_up();
}

void HttpAttempt::look_up() {
    if (parts_->names.is_left_alone(post_.url.host, NameLookups::Clock::now())) {
        ++parts_->counters.refused_lookups;
        return fail("the name " + post_.url.host + " was not resolved in time a moment ago");
    }
    give_up_name_ = parts_->names.begin(
        post_.url.host, [self = shared_from_this()](const std::string& error, const Addresses& addresses) {
            self->give_up_name_ = nullptr;
            if (!error.empty()) return self->fail("the name " + self->post_.url.host + " was not resolved: " + error);
            self->check(addresses);
        });
}

/// One forbidden address among them refuses all: who answers so is not to be trusted with the choice.
void HttpAttempt::check(Addresses addresses) {
    if (!answered_) return;
    for (const auto& address : addresses) {
        const auto objection = parts_->rules.objection(post_.url, address);
        if (!objection) continue;
        ++parts_->counters.refused_addresses;
        return fail("refused: the URL " + *objection + ": " + address.to_string());
    }
    addresses_ = std::move(addresses);
    addresses_.resize(std::min(addresses_.size(), kMostAddresses));
    if (addresses_.empty()) return fail("the name " + post_.url.host + " has no address");
    connect(0);
}

void HttpAttempt::connect(std::size_t index) {
    Error ignored;
    socket_.close(ignored);
    give_patience();
    socket_.async_connect({addresses_[index], post_.url.port}, [self = shared_from_this(), index](const Error& error) {
        if (!self->answered_) return;
        if (error && index + 1 < self->addresses_.size()) return self->connect(index + 1);
        if (error) return self->fail("no connection: " + error.message());
        self->message_ = self->head() + self->post_.body;
        if (self->post_.url.secure) self->shake_hands();
        else self->write(0);
    });
}

void HttpAttempt::shake_hands() {
    give_patience();
    try {
        tls_ = std::make_unique<TlsStream>(socket_, parts_->tls, post_.url.host);
    } catch (const SecurityError& error) {
        return fail(error.what());
    }
    tls_->async_handshake([self = shared_from_this()](const Error& error) {
        if (!self->answered_) return;
        if (!error) return self->write(0);
        ++self->parts_->counters.tls_failures;
        self->fail("TLS failed: " + (self->tls_->failure().empty() ? error.message() : self->tls_->failure()));
    });
}

/// A receiver may answer and close before it has read all: then its answer counts, not that writing failed.
void HttpAttempt::write(std::size_t sent) {
    give_patience();
    const auto done = [self = shared_from_this(), sent](const Error& error, std::size_t bytes) {
        if (!self->answered_) return;
        if (error || sent + bytes == self->message_.size()) return self->read();
        self->write(sent + bytes);
    };
    if (tls_) tls_->async_write(message_.substr(sent), done);
    else socket_.async_write_some(asio::buffer(message_.data() + sent, message_.size() - sent), done);
}

void HttpAttempt::read() {
    buffer_.resize(std::min(kReadAtOnce, reader_.appetite()));
    const auto done = [self = shared_from_this()](const Error& error, std::size_t bytes) {
        if (self->answered_) self->take(error, bytes);
    };
    if (tls_) tls_->async_read(buffer_.data(), buffer_.size(), done);
    else socket_.async_read_some(asio::buffer(buffer_), done);
}

void HttpAttempt::take(const Error& error, std::size_t bytes) {
    give_patience();
    const auto state = error ? AnswerReader::State::ended : reader_.take(buffer_.data(), bytes);
    if (state == AnswerReader::State::wants_more) return read();
    if (state == AnswerReader::State::too_long) ++parts_->counters.cut_answers;
    if (reader_.has_head()) return finish({reader_.status(), "", reader_.header("Retry-After")});
    if (state == AnswerReader::State::too_long) return fail("the head of the answer is too long");
    fail(state == AnswerReader::State::broken ? "the answer is no HTTP" : "the connection ended without an answer");
}

/// A receiver that dawdles over the body of its answer has answered all the same.
void HttpAttempt::give_patience() {
    timer_.expires_at(std::min(latest_, std::chrono::steady_clock::now() + parts_->limits.silence));
    timer_.async_wait([self = shared_from_this()](const Error& error) {
        if (!error && self->answered_) self->run_out_of_time();
    });
}

void HttpAttempt::run_out_of_time() {
    ++parts_->counters.timeouts;
    if (reader_.has_head()) return finish({reader_.status(), "", reader_.header("Retry-After")});
    if (!give_up_name_) return fail("no answer in time");
    parts_->names.time_out(post_.url.host, NameLookups::Clock::now());
    fail("the name " + post_.url.host + " was not resolved in time");
}

void HttpAttempt::fail(const std::string& reason) { finish({0, reason, ""}); }

void HttpAttempt::finish(WebhookAnswer answer) {
    if (!answered_) return;
    if (answer.status != 0) ++parts_->counters.answered;
    timer_.cancel();
    if (give_up_name_) std::exchange(give_up_name_, nullptr)();
    if (tls_) tls_->say_goodbye();
    Error ignored;
    socket_.close(ignored);
    asio::post(parts_->io, [answered = std::exchange(answered_, nullptr), answer = std::move(answer)] {
        hand_over(answered, answer);
    });
}

std::string HttpAttempt::head() const {
    std::string head =
        "POST " + post_.url.target + " HTTP/1.1\r\nHost: " + post_.url.host_header +
        "\r\nUser-Agent: ocpp-gateway\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: " +
        std::to_string(post_.body.size()) + "\r\n";
    for (const auto& [name, value] : post_.headers) head += name + ": " + value + "\r\n";
    return head + "\r\n";
}

}  // namespace gateway
