#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/link/charger_link.h"

namespace gateway {

/// A charger's socket that exists only in memory, for tests of whatever speaks over a ChargerLink. It records what
/// was asked of it; the test plays the peer. Like the real one it never calls `closed` by itself from inside a call:
/// use end(). Any single thread.
class FakeLink : public ChargerLink {
  public:
    explicit FakeLink(std::string id, std::uint64_t generation = 1) : id_(std::move(id)), generation_(generation) {}

    std::uint64_t generation() const override { return generation_; }
    const std::string& charge_point_id() const override { return id_; }
    int security_profile() const override { return profile; }
    const std::string& remote_address() const override { return address; }
    bool is_silent() const override { return silent; }

    void send(std::string_view text) override {
        if (open) {
            sent.emplace_back(text);
        }
    }
    void close(CloseCode code, std::string_view reason) override {
        if (open) {
            close_code = code;
            shut(reason);
        }
    }
    void abort(std::string_view reason) override {
        if (open) {
            aborted = true;
            shut(reason);
        }
    }
    /// Answers at once with `probe_answer` (false after the end), unless `hold_probes`: then answer_probes() does.
    void probe(std::chrono::milliseconds patience, std::function<void(bool)> answer) override {
        if (!open) {
            answer(false);
            return;
        }
        ++probes;
        last_patience = patience;
        if (hold_probes) {
            held_probes_.push_back(std::move(answer));
        } else {
            answer(probe_answer);
        }
    }
    void pause_reading() override { reading = false; }
    void resume_reading() override { reading = true; }

    /// Test side: answers every held probe.
    void answer_probes(bool alive) {
        auto held = std::exchange(held_probes_, {});
        for (auto& answer : held) {
            answer(alive);
        }
    }
    /// Test side: the peer says something.
    void receive(LinkListener& listener, std::string text) { listener.received(*this, std::move(text)); }
    /// Test side: the socket is gone; reports `closed` the first time only, whoever asked for the end.
    void end(LinkListener& listener, std::string_view reason = "peer left") {
        open = false;
        if (!std::exchange(reported_, true)) {
            listener.closed(*this, close_reason.empty() ? reason : std::string_view(close_reason));
        }
    }

    std::string address = "127.0.0.1";
    int profile = 0;
    std::vector<std::string> sent;
    bool open = true;
    bool aborted = false;
    bool silent = false;
    bool reading = true;
    std::optional<CloseCode> close_code;  ///< set by close() only
    std::string close_reason;             ///< of close() or abort()
    bool probe_answer = true;
    bool hold_probes = false;
    int probes = 0;
    std::chrono::milliseconds last_patience{0};

  private:
    void shut(std::string_view reason) {
        open = false;
        close_reason = std::string(reason);
    }

    std::string id_;
    std::uint64_t generation_;
    std::vector<std::function<void(bool)>> held_probes_;
    bool reported_ = false;
};

}  // namespace gateway
