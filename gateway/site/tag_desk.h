#pragma once

#include <functional>
#include <string>

#include "gateway/site/charger_registry.h"

namespace gateway {

/// The tags of the site as the operator changes them. A change counts when it is durable. Owned by the Site; io thread.
class TagDesk {
  public:
    TagDesk(storage::Storage& storage, Authorisation& authorisation, const ChargerRegistry& registry,
            bool keeps_local_lists)
        : storage_(storage),
          authorisation_(authorisation),
          registry_(registry),
          keeps_local_lists_(keeps_local_lists) {}

    /// `error` says why it was not made, else it is empty.
    void put(const storage::TagRecord& tag, std::function<void(std::string error)> done);
    enum class Removal { done, unknown, failed };
    void remove(const std::string& id_tag, std::function<void(Removal)> done);

  private:
    void changed();

    storage::Storage& storage_;
    Authorisation& authorisation_;
    const ChargerRegistry& registry_;
    bool keeps_local_lists_;
};

}  // namespace gateway
