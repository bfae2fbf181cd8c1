#pragma once

#include "gateway/api/route.h"
#include "gateway/reports/counter_list.h"
#include "gateway/site/schedules.h"

namespace gateway {

/// Plans of slots: the one in force of a device, and all there ever were. Io thread; owned by the Api.
class ScheduleRoutes {
  public:
    ScheduleRoutes(Site& site, storage::Storage& storage, Time& time) : site_(site), storage_(storage), time_(time) {}

    void add_to(RouteTable& routes, CounterList& counters);

  private:
    void read_in_force(ApiCall& call);
    void put(ApiCall& call);
    void cancel(ApiCall& call);
    void list(ApiCall& call);
    void read(ApiCall& call);

    /// Throws ApiError 404 DEVICE_NOT_FOUND.
    DeviceRef device(const ApiCall& call) const;
    /// Throws ApiError 404 NOT_FOUND where the device has none.
    const canonical::Schedule& in_force(const ApiCall& call) const;
    static Schedules::Done answer(const ApiCall& call);

    Site& site_;
    storage::Storage& storage_;
    Time& time_;
};

}  // namespace gateway
