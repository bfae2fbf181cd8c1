#include "gateway/serve.h"

#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <iostream>

#include "gateway/api/api.h"
#include "gateway/asio_time.h"
#include "gateway/charger_kinds_file.h"
#include "gateway/link/websocket_server.h"
#include "gateway/log.h"
#include "gateway/operator/admin_socket.h"
#include "gateway/operator/live_admin.h"
#include "gateway/operator/socket_counters.h"
#include "gateway/sandbox.h"

namespace gateway {

namespace {

/// Time for closing handshakes and answers under way after SIGTERM; less when all are done.
constexpr std::chrono::milliseconds kGoodbye{2500};
constexpr std::chrono::milliseconds kLookAgain{50};

log::Level log_level(const std::string& name) {
    if (name == "debug") return log::Level::debug;
    if (name == "info") return log::Level::info;
    if (name == "warning") return log::Level::warning;
    if (name == "error") return log::Level::error;
    throw ConfigError("log_level is debug, info, warning or error, not \"" + name + "\"");
}

SiteOptions site_options(const Config& config) {
    SiteOptions options;
    options.onboarding = onboarding_from(config.onboarding);
    options.timings = config.control;
    options.attempts = config.attempts;
    options.reconnects_per_hour = config.reconnects_per_hour;
    options.strict = config.strict;
    options.authorisation = config.authorisation;
    options.charger_kinds = charger_kinds(config.data_dir);
    options.frames = config.frames;
    return options;
}

std::string shown(const HostPort& address, std::uint16_t port) {
    const bool v6 = address.host.find(':') != std::string::npos;
    return (v6 ? "[" + address.host + "]" : address.host) + ":" + std::to_string(port);
}

/// Everything that runs, in the order in which it is built; torn down in reverse.
class Gateway {
  public:
    Gateway(const Config& config, SiteOptions options)
        : ocpp_address_(parse_host_port(config.ocpp_listen)),
          api_address_(parse_host_port(config.api_listen)),
          time_(io_),
          storage_(storage::open_storage(config.data_dir,
                                         [this](std::function<void()> work) { time_.post(std::move(work)); })),
          snapshot_(storage_->load()),
          passwords_(config.data_dir),
          site_(std::move(options), time_, *storage_, snapshot_),
          keys_(snapshot_.api_keys, config.requests),
          api_(site_, *storage_, keys_, time_, config.operators),
          admin_(site_, *storage_, keys_, passwords_, time_),
          door_(site_, canonical::Environment::live) {
        site_.verify_password = [this](const std::string& password, const std::string& salt, const std::string& hash) {
            return passwords_.verify(password, salt, hash);
        };
        chargers_ = listen_for_chargers(io_, ocpp_address_.host, ocpp_address_.port, charger_link_limits(config), door_);
        clients_ = listen_for_clients(io_, api_address_.host, api_address_.port, config.http, api_);
        if (config.sandbox > 0) sandbox_ = std::make_unique<Sandbox>(io_, site_, passwords_, config.link, config.sandbox);
        admin_socket_ = std::make_unique<AdminSocket>(
            io_, config.data_dir, [this](const AdminRequest& request, AdminAnswered answered) { admin_.run(request, std::move(answered)); });
        show_counters();
        snapshot_ = {};
    }

    int run() {
        signals_.async_wait([this](const boost::system::error_code& error, int) {
            if (!error) stop();
        });
        std::cout << "ready ocpp=" << shown(ocpp_address_, chargers_->port()) << " api=" << shown(api_address_, clients_->port())
                  << std::endl;
        io_.run();
        return 0;
    }

  private:
    void show_counters() {
        api_.counters().add("chargerSockets", [this](json::Writer& out) { write_members(out, chargers_->counters()); });
        api_.counters().add("clientSockets", [this](json::Writer& out) { write_members(out, clients_->counters()); });
    }

    void stop() {
        log::info("gateway.stopping", "");
        admin_socket_.reset();
        if (sandbox_) sandbox_->stop();
        chargers_->stop();
        clients_->stop();
        end_when_all_have_left(std::chrono::steady_clock::now() + kGoodbye);
    }

    void end_when_all_have_left(SteadyTime latest) {
        goodbye_.expires_after(kLookAgain);
        goodbye_.async_wait([this, latest](const boost::system::error_code&) {
            const bool all_left = chargers_->counters().open == 0 && clients_->counters().open == 0;
            if (!all_left && std::chrono::steady_clock::now() < latest) return end_when_all_have_left(latest);
            storage_->close();
            io_.stop();
        });
    }

    boost::asio::io_context io_{1};
    HostPort ocpp_address_, api_address_;
    AsioTime time_;
    std::unique_ptr<storage::Storage> storage_;
    storage::Snapshot snapshot_;
    ChargerPasswords passwords_;
    Site site_;
    ApiKeys keys_;
    Api api_;
    LiveAdmin admin_;
    Door door_;
    std::unique_ptr<ChargerServer> chargers_;
    std::unique_ptr<HttpServer> clients_;
    std::unique_ptr<Sandbox> sandbox_;
    std::unique_ptr<AdminSocket> admin_socket_;
    boost::asio::signal_set signals_{io_, SIGTERM, SIGINT};
    boost::asio::steady_timer goodbye_{io_};
};

}  // namespace

int serve(const Config& config) {
    log::start(log_level(config.log_level));
    SiteOptions options = site_options(config);  // what cannot be read is refused before anything is created
    return Gateway(config, std::move(options)).run();
}

}  // namespace gateway
