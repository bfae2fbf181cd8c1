#pragma once

#include <map>

#include "gateway/api/route.h"
#include "gateway/reports/counter_list.h"
#include "gateway/site/operator_calls.h"
#include "gateway/site/site.h"

namespace gateway {

/// The operator's side of the REST surface: chargers, calls to them, and what is recorded of them. Each key sees the
/// chargers of its environment. Io thread; owned by the Api.
class OperatorRoutes {
  public:
    OperatorRoutes(Site& site, storage::Storage& storage, OperatorCalls& calls, Time& time, CounterList& counters)
        : site_(site), storage_(storage), calls_(calls), time_(time), counters_(counters) {}

    void add_to(RouteTable& routes);

  private:
    using Run = void (OperatorRoutes::*)(ApiCall&);
    std::function<void(ApiCall&)> bind(Run run);
    /// Throws ApiError 404 CHARGE_POINT_NOT_FOUND.
    std::shared_ptr<ChargePoint> charge_point(const ApiCall& call) const;
    bool is_visible(const std::string& charge_point_id, canonical::Environment environment) const;

    // operator_charge_point_routes.cpp
    void add_charge_point_routes(RouteTable& routes);
    void list_charge_points(ApiCall& call);
    void register_charge_point(ApiCall& call);
    void read_charge_point(ApiCall& call);
    void change_settings(ApiCall& call);
    void remove_charge_point(ApiCall& call);
    void approve(ApiCall& call);
    void rotate_key(ApiCall& call);
    void read_frames(ApiCall& call);

    // operator_call_routes.cpp
    void add_call_routes(RouteTable& routes);
    void start_call(ApiCall& call);
    /// Throws ApiError 429: a site whose chargers all restart at once is without any (BI-284).
    void check_disruption(const std::string& key_id, const std::string& action);
    void list_calls(ApiCall& call);
    void read_call(ApiCall& call);

    // operator_record_routes.cpp
    void add_record_routes(RouteTable& routes);
    void list_transactions(ApiCall& call);
    void read_transaction(ApiCall& call);
    void list_security_events(ApiCall& call);
    void list_audit(ApiCall& call);

    // operator_reservation_routes.cpp
    void add_reservation_routes(RouteTable& routes);
    void list_reservations(ApiCall& call);
    void make_reservation(ApiCall& call);
    void cancel_reservation(ApiCall& call);

    // operator_tag_routes.cpp
    void add_tag_routes(RouteTable& routes);
    void list_tags(ApiCall& call);
    void read_tag(ApiCall& call);
    void put_tag(ApiCall& call);
    void remove_tag(ApiCall& call);
    void sync_local_list(ApiCall& call);

    // operator_counter_routes.cpp
    void add_counter_routes(RouteTable& routes);
    void read_counters(ApiCall& call);

    Site& site_;
    storage::Storage& storage_;
    OperatorCalls& calls_;
    Time& time_;
    CounterList& counters_;
    std::map<std::string, Allowance> disruptions_;  ///< by the id of the key
    std::uint64_t disruptions_refused_ = 0;
};

}  // namespace gateway
