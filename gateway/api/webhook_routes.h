#pragma once

#include "gateway/api/route.h"
#include "gateway/webhooks/deliveries.h"

namespace gateway {

/// Webhooks over REST: endpoints, what was delivered to them, and the events to catch up with. Each key sees its
/// environment. Io thread; owned by the Api.
class WebhookRoutes {
  public:
    WebhookRoutes(WebhookEndpoints& endpoints, Deliveries& deliveries, storage::Storage& storage, Time& time)
        : endpoints_(endpoints), deliveries_(deliveries), storage_(storage), time_(time) {}

    void add_to(RouteTable& routes);

  private:
    using Run = void (WebhookRoutes::*)(ApiCall&);
    std::function<void(ApiCall&)> bind(Run run);
    /// Throws ApiError 404 NOT_FOUND.
    const WebhookEndpoints::Record& endpoint(const ApiCall& call) const;

    void list(ApiCall& call);
    void create(ApiCall& call);
    void read(ApiCall& call);
    void change(ApiCall& call);
    void remove(ApiCall& call);
    void rotate_secret(ApiCall& call);

    // webhook_delivery_routes.cpp
    void add_delivery_routes(RouteTable& routes);
    void test(ApiCall& call);
    void list_deliveries(ApiCall& call);
    void redeliver(ApiCall& call);
    void requeue_since(const ApiCall& call, const storage::Requeue& what);
    void requeue(const ApiCall& call, const storage::Requeue& what, const std::function<void(bool stored)>& ended);
    void list_events(ApiCall& call);

    WebhookEndpoints& endpoints_;
    Deliveries& deliveries_;
    storage::Storage& storage_;
    Time& time_;
};

}  // namespace gateway
