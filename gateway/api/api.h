#pragma once

#include <functional>
#include <string>
#include <vector>

#include "canonical/envelope.h"
#include "gateway/api/api_keys.h"
#include "gateway/api/http_server.h"
#include "gateway/control/site.h"

namespace gateway {

/// One authenticated request on its way through a route.
struct ApiCall {
    const HttpRequest& request;
    const storage::ApiKeyRecord& key;
    std::vector<std::string> captured;                     ///< the path's variable segments
    std::function<void(int status, const canonical::WriteBody&)> succeed;  ///< exactly one of the two, once, maybe later
    std::function<void(const canonical::ApiError&)> fail;
};

/// The canonical REST surface (contract): routes that read devices and change desired state, nothing else. They never
/// speak to a charger. Io thread; owned by main.
class Api : public HttpHandler {
  public:
    Api(Site& site, storage::Storage& storage, ApiKeys& keys, Time& time);

    void handle(HttpRequest request, Respond respond) override;
    HttpResponse failure(int status, std::string_view reason, std::string_view path) override;

  private:
    struct Route {
        std::string method;
        std::vector<std::string> pattern;  ///< "{}" captures one segment
        std::function<void(ApiCall&)> run;
    };

    void add(const std::string& method, const std::string& pattern, std::function<void(ApiCall&)> run);
    const Route& route(const HttpRequest& request, std::vector<std::string>& captured) const;
    bool answer_health(const HttpRequest& request, const Respond& respond) const;
    HttpResponse failed(const canonical::ApiError& error, std::string_view path, SteadyTime since) const;
    canonical::ResponseMeta meta(SteadyTime since) const;

    // ev_charger_routes.cpp
    void add_ev_charger_routes();
    Site::DeviceRef device(const ApiCall& call) const;
    void list_devices(ApiCall& call);
    void read_device(ApiCall& call);
    void push_command(ApiCall& call);
    void write_settings(ApiCall& call);
    // action_routes.cpp
    void add_action_routes();
    void list_actions(ApiCall& call);
    void read_action(ApiCall& call);

    Site& site_;
    storage::Storage& storage_;
    ApiKeys& keys_;
    Time& time_;
    std::vector<Route> routes_;
};

}  // namespace gateway
