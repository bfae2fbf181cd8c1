#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "gateway/backup/backup_rules.h"
#include "gateway/http/http_server.h"
#include "gateway/keys/api_keys.h"
#include "gateway/link/charger_link.h"
#include "gateway/site/operator_calls.h"
#include "gateway/site/retention.h"
#include "gateway/site/site.h"
#include "gateway/webhooks/webhook_options.h"

namespace gateway {

/// A configuration that cannot be used; the text names file, line and key.
struct ConfigError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct HostPort {
    std::string host;
    std::uint16_t port = 0;
};
/// "127.0.0.1:8080", "[::1]:0", ":9000". Throws ConfigError.
HostPort parse_host_port(const std::string& text);

/// Everything `serve` can be told; the command line wins over the file, the file over these defaults.
struct Config {
    std::string data_dir = "./data";
    bool is_new = false;         ///< of the command line alone: the database that was here is lost, make a new one
    bool is_new_pepper = false;  ///< the same for what the chargers' passwords depend on
    std::string ocpp_listen = "0.0.0.0:9000";
    std::string ocpp_tls_listen, ocpp_mtls_listen;  ///< security profiles 2 and 3; empty: not listened
    std::vector<std::string> tls_certificates, tls_keys, client_ca, client_crl;  ///< PEM files
    std::string ca_certificate,
        ca_key;            ///< the authority that signs for chargers; empty: DATA_DIR/ca, where it is there
    std::string cpo_name;  ///< organisation that client certificates must bear; empty: any
    std::string api_listen = "127.0.0.1:8080";
    std::vector<std::string> api_host_names;  ///< names by which clients may call the API; see HostRules
    std::string onboarding = "approve";
    std::string timezone = "UTC";  ///< IANA; of chargers without one of their own
    std::string log_level = "info";
    RetentionTerms retention;
    int sandbox = 0;
    bool strict = false;  ///< every charger's messages are held to the letter
    AuthorisationOptions authorisation;
    ControlTimings control;
    LinkLimits link;
    AttemptRules attempts;
    double reconnects_per_hour = 60;
    HttpLimits http;
    RateLimit requests, failed_logins = kFailedLogins;
    OperatorLimits operators;
    FrameBudget frames;
    WebhookOptions webhooks;
    BackupRules backups;
};

/// Reads a TOML file over `config`. An unknown key or a wrong type is refused with its line.
void read_config_file(const std::string& path, Config& config);
/// The limits of `[ocpp]`, with patience for at least three heartbeats of silence (quirk 14).
LinkLimits charger_link_limits(const Config& config);
Onboarding onboarding_from(const std::string& name);

}  // namespace gateway
