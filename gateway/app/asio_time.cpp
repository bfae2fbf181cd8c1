#include "gateway/app/asio_time.h"

#include <time.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "gateway/log.h"

namespace gateway {

namespace {

/// Nothing may leave an Asio callback; what does is our own bug and must be seen.
void run_guarded(const std::function<void()>& work) {
    try {
        work();
    } catch (const std::exception& error) {
        log::error("bug.exception", error.what());
    }
}

class AsioTimer : public Time::Timer {
  public:
    AsioTimer(boost::asio::io_context& io, std::function<void()> ring)
        : timer_(io), ring_(std::make_shared<std::function<void()>>(std::move(ring))) {}

    void set(SteadyTime at) override {
        if (set_for_ == at) return;
        set_for_ = at;
        timer_.expires_at(at);
        timer_.async_wait([this, weak = std::weak_ptr(ring_), at](const boost::system::error_code& error) {
            const auto alive = weak.lock();
            if (!alive || error || set_for_ != at) return;
            set_for_.reset();
            run_guarded(*alive);
        });
    }
    void clear() override {
        if (!set_for_) return;
        set_for_.reset();
        timer_.cancel();
    }

  private:
    boost::asio::steady_timer timer_;
    std::optional<SteadyTime> set_for_;
    std::shared_ptr<std::function<void()>> ring_;
};

}  // namespace

UtcTime AsioTime::utc() const {
    const auto told = std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
    return std::max(told, earliest_ + std::chrono::duration_cast<std::chrono::milliseconds>(since_boot() - began_));
}

SteadyTime AsioTime::since_boot() const {
    timespec passed{};
    ::clock_gettime(CLOCK_BOOTTIME, &passed);
    return SteadyTime(std::chrono::seconds(passed.tv_sec) + std::chrono::nanoseconds(passed.tv_nsec));
}

std::unique_ptr<Time::Timer> AsioTime::make_timer(std::function<void()> ring) {
    return std::make_unique<AsioTimer>(io_, std::move(ring));
}

void AsioTime::post(std::function<void()> work) {
    boost::asio::post(io_, [work = std::move(work)] { run_guarded(work); });
}

}  // namespace gateway
