#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <thread>

namespace storage {

/// Looks at every page of a database that is in use, on a thread and a connection of its own, once: a large file cannot
/// be checked before the gateway starts. Its owner's thread.
class PageCheck {
  public:
    /// `done` is called on the thread, with what is damaged; empty: nothing, or it was cut short.
    PageCheck(std::string path, std::function<void(const std::string& damage)> done);
    /// Cuts it short.
    ~PageCheck();

  private:
    std::string damage_in(const std::string& path) const;
    void run(const std::string& path, const std::function<void(const std::string& damage)>& done) const;

    std::atomic<bool> is_over_{false};
    std::thread thread_;
};

}  // namespace storage
