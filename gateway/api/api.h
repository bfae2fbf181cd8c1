#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "gateway/api/document/public_pages.h"
#include "gateway/api/event_hub.h"
#include "gateway/api/host_rules.h"
#include "gateway/api/idempotency.h"
#include "gateway/api/key_routes.h"
#include "gateway/api/operator_routes.h"
#include "gateway/api/route.h"
#include "gateway/api/schedule_routes.h"
#include "gateway/api/webhook_routes.h"
#include "gateway/site/site.h"

namespace gateway {

/// The REST surface. The canonical routes read devices and change desired state, nothing else; they never
/// speak to a charger. Those of the operator are in operator_routes.h. Io thread; owned by main.
class Api : public HttpHandler {
  public:
    Api(Site& site, storage::Storage& storage, ApiKeys& keys, Time& time, OperatorLimits limits = {});

    void handle(HttpRequest request, Respond respond) override;
    std::optional<HttpResponse> refuse_before_body(const HttpRequest& request) override;
    HttpResponse failure(int status, std::string_view reason, std::string_view path) override;

    /// Until then clients may call this server by any name.
    void accept_hosts(HostRules rules) { hosts_ = std::move(rules); }
    /// Until then there are no routes of webhooks.
    void add_webhooks(WebhookEndpoints& endpoints, Deliveries& deliveries);

    /// Why the wall clock is not believed at this moment; empty: it is.
    std::function<std::string()> clock_doubt;
    /// That there has been no backup for too long; empty: there has.
    std::function<std::string()> backup_doubt;

    const RouteTable& routes() const { return routes_; }
    /// Where others show their counters; see GET /operator/counters.
    CounterList& counters() { return counters_; }
    /// For whom the admin socket makes and revokes keys.
    KeyChanges& key_changes() { return key_changes_; }

  private:
    /// One request with a good key, on its way to its route and back.
    struct Asked {
        HttpRequest request;
        Respond respond;
        SteadyTime since;
        const storage::ApiKeyRecord* key = nullptr;
        const Route* route = nullptr;
        std::vector<std::string> captured{};
        std::string request_id{};
        storage::RequestPtr author{};  ///< null: it only reads
    };
    void admit(const std::shared_ptr<Asked>& asked);
    void run(const std::shared_ptr<Asked>& asked, const std::shared_ptr<Attempt>& attempt);
    HttpResponse succeeded(int status, const canonical::WriteBody& body, const Asked& asked) const;
    HttpResponse failed(const canonical::ApiError& error, const Asked& asked) const;
    /// Throws ApiError 421.
    void check_host(const HttpRequest& request);
    /// What is answered without a key.
    bool answer_anybody(const HttpRequest& request, const Respond& respond);
    HttpResponse failed(const canonical::ApiError& error, std::string_view path, const std::string& request_id,
                        SteadyTime since) const;
    canonical::ResponseMeta meta(const std::string& request_id, SteadyTime since) const;
    /// On whose word the request changes what it changes.
    storage::RequestPtr author_of(const Asked& asked) const;
    void put_on_record(const Asked& asked, const std::string& outcome);

    // ev_charger_routes.cpp
    void add_ev_charger_routes();
    DeviceRef device(const ApiCall& call) const;
    void list_devices(ApiCall& call);
    void read_device(ApiCall& call);
    void push_command(ApiCall& call);
    void write_settings(ApiCall& call);
    // action_routes.cpp
    void add_action_routes();
    void list_actions(ApiCall& call);
    void find_action(ApiCall& call, std::function<void(const canonical::Action&)> found);
    void read_action(ApiCall& call);
    void cancel_action(ApiCall& call);

    // event_routes.cpp
    void add_event_routes();
    void listen_to_events(ApiCall& call);
    void watch_stream_end(const std::string& key_id);
    void look_at_stream_end(const std::string& key_id);

    Site& site_;
    storage::Storage& storage_;
    ApiKeys& keys_;
    Time& time_;
    Idempotency idempotency_;
    KeyChanges key_changes_;
    KeyRoutes key_routes_;
    RouteTable routes_;
    HostRules hosts_;
    CounterList counters_;
    PublicPages pages_;
    EventHub events_;
    struct StreamEnd {
        UtcTime at{};  ///< a secret of the key ends, and what was opened with it
        std::unique_ptr<Time::Timer> timer;
    };
    std::map<std::string, StreamEnd> stream_ends_;  ///< by key
    OperatorCalls operator_calls_;
    OperatorRoutes operator_routes_;
    ScheduleRoutes schedule_routes_;
    std::unique_ptr<WebhookRoutes> webhook_routes_;
    std::int64_t audit_dropped_ = 0;  ///< as it was last told to the log
};

}  // namespace gateway
