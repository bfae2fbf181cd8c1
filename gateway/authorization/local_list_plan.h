#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ocpp/lazy_deque.h"
#include "ocpp/messages/local_auth_list.h"
#include "storage/records.h"

namespace gateway {

/// The SendLocalList calls that bring a charger's local list up to date (OCPP 1.6, 5.15): the difference to what it is
/// known to have, else one Full and Differentials behind it, none longer than the charger takes. After a difference
/// that it refuses the whole list is sent, once (CF-110). Pure.
class LocalListPlan {
  public:
    /// `before` with empty entries: what the charger has is not known. `wanted` has each tag once.
    LocalListPlan(const storage::LocalListRecord& before, std::vector<ocpp::AuthorizationData> wanted,
                  std::size_t most_entries);

    bool is_done() const { return parts_.empty(); }
    /// The call that is due; only while not done.
    ocpp::SendLocalList::Request next() const;
    /// False: the charger refused for good.
    bool answered(const ocpp::Token<ocpp::UpdateStatus>& status);
    /// The list as the charger has it now, to be kept.
    const storage::LocalListRecord& record() const { return record_; }

  private:
    using Entries = std::vector<ocpp::AuthorizationData>;
    void plan_full();
    void plan_difference();
    void cut_into_parts(const Entries& entries);

    storage::LocalListRecord record_;
    Entries wanted_;
    std::size_t most_entries_;
    ocpp::LazyDeque<Entries> parts_;
    bool next_is_full_ = false;
    bool was_full_ = false;  ///< the whole list was begun, so there is nothing left to fall back to
};

}  // namespace gateway
