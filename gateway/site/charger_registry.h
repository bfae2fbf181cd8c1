#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "gateway/charge_point/charge_point.h"
#include "gateway/site/site_options.h"
#include "gateway/transactions/own_transaction_ids.h"

namespace gateway {

/// All charge points of the site, and the unknown ones that knocked; what only the whole site knows about them.
/// Identities are matched ignoring ASCII case; the stored spelling is the canonical one. Owned by the Site; io thread.
class ChargerRegistry {
  public:
    static constexpr std::size_t kLongestIdentity = 48;
    using Map = std::map<std::string, std::shared_ptr<ChargePoint>>;  ///< by folded id
    using Discovered = std::vector<storage::ChargePointRecord>;

    ChargerRegistry(const SiteOptions& options, SiteServices& services, const storage::Snapshot& snapshot);

    static std::string folded(const std::string& id);
    const Map& all() const { return all_; }
    /// Null: no such charger is known.
    std::shared_ptr<ChargePoint> find(const std::string& id) const;
    std::shared_ptr<ChargePoint> add(storage::ChargePointRecord record);
    void erase(const std::string& id) { all_.erase(folded(id)); }
    bool is_full() const { return all_.size() >= options_.most_charge_points; }

    Discovered& discovered() { return discovered_; }
    const Discovered& discovered() const { return discovered_; }
    Discovered::iterator find_discovered(const std::string& id);

    /// The row of the charger kinds that fits; null: none.
    const ocpp::ChargerKind* kind_of(const storage::ChargePointRecord& record) const;
    Traits traits_of(const storage::ChargePointRecord& record) const;

    std::int64_t next_transaction_id() { return transaction_ids_.next(services_.time.utc()); }
    std::int64_t next_reservation_id();
    /// A session of that tag runs at another charger than `asker`.
    bool charges_elsewhere(const std::string& id_tag, const ChargePoint& asker) const;
    /// The other charger that has or had our transaction of that id; empty: none is known.
    std::string owner_of_transaction(std::int64_t transaction_id, const ChargePoint& asker) const;

  private:
    const SiteOptions& options_;
    SiteServices& services_;
    OwnTransactionIds transaction_ids_;
    std::int64_t last_reservation_id_ = 0;
    Map all_;
    Discovered discovered_;
};

}  // namespace gateway
