#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

#include "gateway/clock.h"

namespace gateway {

/// A clock that stands still until the test moves it. Alarms ring in the order of their times.
class ManualTime : public Time {
  public:
    SteadyTime now() const override { return now_; }
    UtcTime utc() const override {
        return kFirstUtc + jumped_ + std::chrono::duration_cast<std::chrono::milliseconds>(now_ - kFirst);
    }
    SteadyTime since_boot() const override { return now_ + slept_; }
    /// The machine is suspended for so long; no alarm rings meanwhile.
    void sleep(std::chrono::milliseconds span) {
        jumped_ += span;
        slept_ += span;
    }
    /// Somebody sets the wall clock; no alarm tells of it.
    void jump_wall_clock(std::chrono::milliseconds by) { jumped_ += by; }
    std::unique_ptr<Timer> make_timer(std::function<void()> ring) override {
        auto bell = std::make_shared<Bell>(Bell{std::move(ring), std::nullopt});
        bells_.push_back(bell);
        return std::make_unique<ManualTimer>(std::move(bell));
    }
    void post(std::function<void()> work) override { posted_.push_back(std::move(work)); }

    /// Runs what was posted, and what that posts.
    void run_posted() {
        for (int rounds = 0; !posted_.empty(); ++rounds) {
            if (rounds > kMostRounds) throw std::runtime_error("posted work never ends");
            auto work = std::move(posted_.front());
            posted_.pop_front();
            work();
        }
    }
    /// Moves to the next alarm up to `end` and rings it; without one it moves to `end` and returns false.
    bool ring_next(SteadyTime end) {
        const auto bell = next_bell();
        if (!bell || *bell->at > end) {
            now_ = std::max(now_, end);
            return false;
        }
        now_ = std::max(now_, *bell->at);
        bell->at.reset();
        ++rings;
        bell->ring();
        return true;
    }
    /// The process that had posted is gone.
    void forget_posted() { posted_.clear(); }

    std::size_t rings = 0;

  private:
    static constexpr int kMostRounds = 100000;
    static constexpr SteadyTime kFirst{std::chrono::hours(1000)};
    static constexpr UtcTime kFirstUtc{std::chrono::seconds(1767225600)};  // 2026-01-01

    struct Bell {
        std::function<void()> ring;
        std::optional<SteadyTime> at;
    };
    class ManualTimer : public Timer {
      public:
        explicit ManualTimer(std::shared_ptr<Bell> bell) : bell_(std::move(bell)) {}
        void set(SteadyTime at) override { bell_->at = at; }
        void clear() override { bell_->at.reset(); }

      private:
        std::shared_ptr<Bell> bell_;
    };

    std::shared_ptr<Bell> next_bell() {
        std::shared_ptr<Bell> next;
        bells_.erase(std::remove_if(bells_.begin(), bells_.end(), [](const auto& bell) { return bell.expired(); }),
                     bells_.end());
        for (const auto& each : bells_) {
            const auto bell = each.lock();
            if (bell->at && (!next || *bell->at < *next->at)) next = bell;
        }
        return next;
    }

    SteadyTime now_ = kFirst;
    std::chrono::milliseconds jumped_{0}, slept_{0};
    std::vector<std::weak_ptr<Bell>> bells_;
    std::deque<std::function<void()>> posted_;
};

}  // namespace gateway
