#pragma once

namespace gateway {

/// Tells when the library may be asked to stop or start reading. websocketpp starts a second read into the same buffer
/// when it is resumed while one is still under way, so it is stopped only from inside one of its read callbacks (where
/// none is under way) and started only from outside. Pure.
class ReadingHold {
  public:
    enum Cause : unsigned { by_owner = 1, by_rate = 2, by_room = 4 };
    enum class Step { nothing, stop, start, start_later };

    /// A read callback begins.
    Step enter() {
        inside_ = true;
        return stop_if_wanted();
    }
    void leave() { inside_ = false; }

    Step hold(Cause cause) {
        causes_ |= cause;
        return stop_if_wanted();
    }
    Step release(Cause cause) {
        causes_ &= ~static_cast<unsigned>(cause);
        return start_if_wanted();
    }
    /// What was put off with `start_later`, asked again from outside.
    Step start_if_wanted() {
        if (causes_ != 0 || !stopped_) {
            return Step::nothing;
        }
        if (inside_) {
            return Step::start_later;
        }
        stopped_ = false;
        return Step::start;
    }
    bool is_held() const { return causes_ != 0; }
    bool is_held(Cause cause) const { return (causes_ & cause) != 0; }

  private:
    Step stop_if_wanted() {
        if (causes_ == 0 || stopped_ || !inside_) {
            return Step::nothing;
        }
        stopped_ = true;
        return Step::stop;
    }

    unsigned causes_ = 0;
    bool inside_ = false;
    bool stopped_ = false;
};

}  // namespace gateway
