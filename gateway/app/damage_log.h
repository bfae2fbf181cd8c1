#pragma once

#include <memory>
#include <string>

#include "gateway/clock.h"
#include "storage/storage.h"

namespace gateway {

/// Says once in the log what is found to be damaged in the database while the gateway runs. Io thread.
class DamageLog {
  public:
    DamageLog(Time& time, const storage::Storage& storage);

  private:
    void look();

    Time& time_;
    const storage::Storage& storage_;
    std::string told_;
    std::unique_ptr<Time::Timer> timer_;
};

}  // namespace gateway
