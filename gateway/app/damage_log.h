#pragma once

#include <map>
#include <memory>
#include <string>

#include "gateway/clock.h"
#include "storage/storage.h"

namespace gateway {

/// Says once in the log what is found to be damaged in the database while the gateway runs. Io thread.
class DamageLog {
  public:
    DamageLog(Time& time, const storage::Storage& storage);
    /// Why the pages have no sums, so that nothing of the kind would be found.
    static void tell_of_missing_sums(const std::map<std::string, std::string>& settings);

  private:
    void look();

    Time& time_;
    const storage::Storage& storage_;
    std::string told_;
    std::unique_ptr<Time::Timer> timer_;
};

}  // namespace gateway
