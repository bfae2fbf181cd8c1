#pragma once

#include <chrono>
#include <functional>
#include <vector>

namespace gateway {

/// Those who asked whether a peer lives, and until when each waits. Io thread; owned by a link, whose deadlines are
/// looked at by its timer.
class Probes {
  public:
    using Clock = std::chrono::steady_clock;
    using Answer = std::function<void(bool is_alive)>;

    void add(Clock::time_point deadline, Answer answer);
    /// The peer was heard, or is gone. May throw what an answer throws; nobody is answered twice.
    void answer_all(bool is_alive);
    /// Whoever has waited long enough hears that nothing came.
    void answer_overdue(Clock::time_point now);
    /// `Clock::time_point::max()` while nobody waits.
    Clock::time_point next_deadline() const;

  private:
    struct Waiting {
        Clock::time_point deadline;
        Answer answer;
    };
    static void answer_each(const std::vector<Waiting>& waiting, bool is_alive);

    std::vector<Waiting> waiting_;
};

}  // namespace gateway
