#include "gateway/app/serve.h"

#include <sys/resource.h>

#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdlib>
#include <iostream>

#include "canonical/time_zone.h"
#include "gateway/admin/admin_socket.h"
#include "gateway/admin/backup_commands.h"
#include "gateway/admin/live_admin.h"
#include "gateway/admin/socket_counters.h"
#include "gateway/admin/webhook_commands.h"
#include "gateway/api/api.h"
#include "gateway/app/asio_time.h"
#include "gateway/app/charger_kinds_file.h"
#include "gateway/app/charger_listeners.h"
#include "gateway/app/damage_log.h"
#include "gateway/app/housekeeping.h"
#include "gateway/app/sandbox.h"
#include "gateway/log.h"
#include "gateway/webhooks/webhooks.h"
#include "storage/page_sums.h"

namespace gateway {

namespace {

/// Time for closing handshakes and answers under way after SIGTERM; less when all are done.
constexpr std::chrono::milliseconds kGoodbye{2500};
constexpr std::chrono::milliseconds kLookAgain{50};
constexpr std::chrono::hours kLookAtExpiry{24};

/// Keys and passwords are in memory while they are used (A01.FR.08).
void keep_secrets_out_of_cores() {
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
}

/// Many systems allow 1,024 unless a process asks for more.
void allow_descriptors(const Config& config) {
    const std::size_t needed = descriptors_needed(config);
    const std::size_t allowed = DescriptorShares::raise_limit();
    if (allowed >= needed) return;
    log::warning("gateway.few_descriptors", std::to_string(allowed) + " file descriptors are allowed, and " +
                                                std::to_string(needed) +
                                                " may be needed: raise the hard limit (LimitNOFILE, ulimit -Hn)");
}

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
    options.cpo_name = config.cpo_name;
    options.charger_kinds = charger_kinds(config.data_dir);
    options.frames = config.frames;
    if (!canonical::is_time_zone(config.timezone))
        throw ConfigError("timezone is an IANA time zone such as Europe/Berlin, not \"" + config.timezone + "\"");
    options.time_zone = config.timezone;
    return options;
}

/// A thread that waits for a name server can be neither ended nor waited for, and nothing may be torn down under it:
/// the process ends as it stands. All that was promised is on disk by now.
[[noreturn]] void leave_at_once() {
    log::drain();
    std::cout.flush();
    std::_Exit(0);
}

/// Everything that runs, in the order in which it is built; torn down in reverse.
class Gateway {
  public:
    Gateway(const Config& config, SiteOptions options, ChargerSecurityFiles& files)
        : files_(files),
          cpo_name_(config.cpo_name),
          api_address_(parse_host_port(config.api_listen)),
          descriptors_(config.link.file_descriptors_reserved, most_client_sockets(config.http)),
          time_(io_, built_on()),
          storage_(storage::open_storage(
              config.data_dir, [this](std::function<void()> work) { time_.post(std::move(work)); }, config.is_new)),
          snapshot_(storage_->load()),
          passwords_(config.data_dir, !config.is_new_pepper && have_passwords(snapshot_.charge_points)),
          site_(std::move(options), time_, *storage_, snapshot_),
          keys_(snapshot_.api_keys, config.requests, config.failed_logins),
          api_(site_, *storage_, keys_, time_, config.operators),
          admin_(site_, api_.key_changes(), passwords_, *storage_, time_),
          webhooks_(io_, config.webhooks, snapshot_.webhook_endpoints, *storage_, time_),
          backups_(config.backups, config.data_dir, time_, *storage_, backup_record_from(snapshot_.settings)),
          door_(site_, canonical::Environment::live) {
        site_.chargers().new_key = [this]() -> ChargerDesk::NewKey {
            const NewPassword key = passwords_.generate();
            return {key.text, {key.salt, key.hash}};
        };
        site_.admission().verify_password = [this](const std::string& password, const std::string& salt,
                                                   const std::string& hash) {
            return passwords_.verify(password, salt, hash);
        };
        site_.sign_certificate = [this](const std::string& csr, const std::string& name) { return sign(csr, name); };
        api_.add_webhooks(webhooks_.endpoints(), webhooks_.deliveries());
        admin_.run_webhook_command = [this](const AdminRequest& request, AdminAnswered answered) {
            gateway::run_webhook_command(request, webhooks_.endpoints(), webhooks_.deliveries(), answered);
        };
        admin_.run_backup_command = [this](const AdminRequest& request, const AdminAnswered& answered) {
            gateway::run_backup_command(request, backups_, time_.utc(), answered);
        };
        admin_.show_counters = [this] {
            json::Writer out;
            api_.counters().write(out.begin_object());
            return out.end_object().take();
        };
        admin_.reload_certificates = [this] { return reload_certificates(); };
        chargers_ = std::make_unique<ChargerListeners>(io_, config, files_, door_, descriptors_);
        api_.accept_hosts({config.api_host_names, api_address_.host});
        clients_ = listen_for_clients(io_, api_address_.host, api_address_.port, config.http, api_, &descriptors_);
        if (config.sandbox > 0)
            sandbox_ = std::make_unique<Sandbox>(io_, site_, passwords_, config.link, config.sandbox);
        admin_socket_ = std::make_unique<AdminSocket>(
            io_, config.data_dir,
            [this](const AdminRequest& request, AdminAnswered answered) { admin_.run(request, std::move(answered)); });
        show_counters();
        DamageLog::tell_of_missing_sums(snapshot_.settings);
        webhooks_.start();
        retention_ = make_retention(time_, *storage_, config, snapshot_.settings);
        api_.clock_doubt = [this] { return retention_->clock_doubt_now(); };
        api_.backup_doubt = [this] { return backups_.overdue(); };
        api_.counters().add("retention", [this](json::Writer& out) { write_members(out, *retention_); });
        retention_->start();
        backups_.start();
        snapshot_ = {};
    }

    int run() {
        signals_.async_wait([this](const boost::system::error_code& error, int) {
            if (!error) stop();
        });
        reload_when_told();
        watch_expiry();
        std::cout << "ready " << chargers_->shown() << " api=" << shown(api_address_, clients_->port()) << std::endl;
        io_.run();
        if (webhooks_.is_resolving()) leave_at_once();
        return 0;
    }

  private:
    void show_counters() {
        for (const auto& [name, server] : chargers_->servers()) {
            api_.counters().add(name == "ocpp" ? "chargerSockets" : name + "Sockets",
                                [server](json::Writer& out) { write_members(out, server->counters()); });
        }
        api_.counters().add("webhooks", [this](json::Writer& out) { webhooks_.write_counters(out); });
        api_.counters().add("pageSums", [](json::Writer& out) { out.member("wrong", storage::wrong_sums_met()); });
        api_.counters().add("backups", [this](json::Writer& out) { backups_.write_counters(out); });
        api_.counters().add("clientSockets", [this](json::Writer& out) { write_members(out, clients_->counters()); });
    }

    Signing sign(const std::string& csr, const std::string& name) const {
        if (files_.authority() == nullptr) return {"no certificate authority is set up", {}, {}};
        return files_.authority()->sign(csr, name, cpo_name_, std::chrono::system_clock::now());
    }

    std::string reload_certificates() {
        const std::string error = files_.reload();
        if (error.empty()) log::info("certificates.reloaded", "");
        else log::error("certificates.not_reloaded", error);
        return error;
    }

    void reload_when_told() {
        reload_signal_.async_wait([this](const boost::system::error_code& error, int) {
            if (error) return;
            reload_certificates();
            reload_when_told();
        });
    }

    void watch_expiry() {
        for (const auto& warning : files_.expiry_warnings(std::chrono::system_clock::now())) {
            log::warning("certificates.expiry", warning);
        }
        expiry_.expires_after(kLookAtExpiry);
        expiry_.async_wait([this](const boost::system::error_code& error) {
            if (!error) watch_expiry();
        });
    }

    void stop() {
        log::info("gateway.stopping", "");
        backups_.stop();
        expiry_.cancel();
        reload_signal_.cancel();
        admin_socket_.reset();
        if (sandbox_) sandbox_->stop();
        chargers_->stop();
        clients_->stop();
        end_when_all_have_left(std::chrono::steady_clock::now() + kGoodbye);
    }

    void end_when_all_have_left(SteadyTime latest) {
        goodbye_.expires_after(kLookAgain);
        goodbye_.async_wait([this, latest](const boost::system::error_code&) {
            const bool all_left = chargers_->all_have_left() && clients_->counters().open == 0;
            if (!all_left && std::chrono::steady_clock::now() < latest) return end_when_all_have_left(latest);
            storage_->close();
            io_.stop();
        });
    }

    boost::asio::io_context io_{1};
    ChargerSecurityFiles& files_;
    const std::string cpo_name_;
    HostPort api_address_;
    const DescriptorShares descriptors_;
    AsioTime time_;
    std::unique_ptr<storage::Storage> storage_;
    DamageLog damage_log_{time_, *storage_};
    storage::Snapshot snapshot_;
    ChargerPasswords passwords_;
    Site site_;
    ApiKeys keys_;
    Api api_;
    LiveAdmin admin_;
    Webhooks webhooks_;
    Backups backups_;
    Door door_;
    std::unique_ptr<ChargerListeners> chargers_;
    std::unique_ptr<HttpServer> clients_;
    std::unique_ptr<Sandbox> sandbox_;
    std::unique_ptr<AdminSocket> admin_socket_;
    std::unique_ptr<Retention> retention_;
    boost::asio::signal_set signals_{io_, SIGTERM, SIGINT};
    boost::asio::signal_set reload_signal_{io_, SIGHUP};
    boost::asio::steady_timer expiry_{io_};
    boost::asio::steady_timer goodbye_{io_};
};

}  // namespace

int serve(const Config& config) {
    log::start(log_level(config.log_level));
    SiteOptions options = site_options(config);  // what cannot be read is refused before anything is created
    ChargerSecurityFiles files(config);
    keep_secrets_out_of_cores();
    allow_descriptors(config);
    canonical::load_time_zones();  // here, where nobody waits: the io thread must never read one
    return Gateway(config, std::move(options), files).run();
}

}  // namespace gateway
