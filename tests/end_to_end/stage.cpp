#include "tests/end_to_end/stage.h"

#include <algorithm>

namespace end_to_end {

namespace {

constexpr Milliseconds kLookAgain{10};  // conditions may depend on more than handlers: a process that ended
constexpr Milliseconds kBetweenQuestions{40};

}  // namespace

bool Stage::run_until(const std::function<bool()>& condition, Milliseconds patience) {
    const auto deadline = Clock::now() + patience;
    while (!condition()) {
        if (Clock::now() >= deadline) return false;
        io_.run_one_until(std::min<Clock::time_point>(deadline, Clock::now() + kLookAgain));
    }
    return true;
}

bool Stage::poll_until(const std::function<bool()>& condition, Milliseconds patience) {
    const auto deadline = Clock::now() + patience;
    while (!condition()) {
        if (Clock::now() >= deadline) return false;
        watch_for(kBetweenQuestions);
    }
    return true;
}

void Stage::watch_for(Milliseconds time) { io_.run_until(Clock::now() + time); }

}  // namespace end_to_end
