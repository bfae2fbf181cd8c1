#include "gateway/app/config.h"

#include <algorithm>
#include <sstream>

#include "gateway/app/config_values.h"
#include "gateway/keys/api_key.h"

namespace gateway {

namespace {

using namespace config_values;

/// Below, some chargers flood; above, some lose their way through the network (quirks 15, 23).
constexpr int kLeastHeartbeat = 10, kMostHeartbeat = 300;
constexpr std::chrono::minutes kLeastBetweenBackups{10};
constexpr std::chrono::hours kLongestBetweenBackups{24 * 366};
constexpr int kMostBackups = 1000;
constexpr int kLongestBootRetry = 86400;  // a charger that is turned away comes back within a day

Keys control_keys(ControlTimings& control) {
    return {{"settle_after_boot_ms", milliseconds(control.settle_after_boot)},
            {"ask_for_boot_after_ms", milliseconds(control.ask_for_boot_after)},
            {"go_on_without_boot_after_ms", milliseconds(control.go_on_without_boot_after)},
            {"between_profiles_ms", milliseconds(control.between_profiles)},
            {"between_hurried_profiles_ms", milliseconds(control.between_hurried_profiles)},
            {"between_reassertions_ms", milliseconds(control.between_reassertions)},
            {"phase_probe_ms", milliseconds(control.phase_probe)},
            {"vehicle_sleeps_after_ms", milliseconds(control.vehicle_sleeps_after)},
            {"wake_edge_ms", milliseconds(control.wake_edge)},
            {"between_stop_and_start_ms", milliseconds(control.between_stop_and_start)},
            {"alarm_after_ms", milliseconds(control.alert_after)},
            {"alarm_latest_ms", milliseconds(control.alert_latest)},
            {"trial_after_ms", milliseconds(control.trial_after)},
            {"least_trial_after_ms", milliseconds(control.least_trial_after)},
            {"overridden_after_ms", milliseconds(control.overridden_after)},
            {"judged_after_ms", milliseconds(control.judged_after)},
            {"least_judged_after_ms", milliseconds(control.least_judged_after)},
            {"zero_enforced_after_ms", milliseconds(control.zero_enforced_after)},
            {"checked_after_start_ms", milliseconds(control.checked_after_start)},
            {"own_zero_shows_within_ms", milliseconds(control.own_zero_shows_within)},
            {"reapply_every_ms", milliseconds(control.reapply_every)},
            {"live_effect_after_ms", milliseconds(control.live_effect_after)},
            {"zero_effect_after_ms", milliseconds(control.zero_effect_after)},
            {"longest_command_ms", milliseconds(control.longest_command)},
            {"status_patience_ms", milliseconds(control.status_patience)},
            {"ask_for_status_after_ms", milliseconds(control.ask_for_status_after)},
            {"refresh_patience_ms", milliseconds(control.refresh_patience)},
            {"between_refreshes_ms", milliseconds(control.between_refreshes)},
            {"unplugging_shows_within_ms", milliseconds(control.unplugging_shows_within)},
            {"write_shows_within_ms", milliseconds(control.write_shows_within)},
            {"retry_after_timeout_ms", milliseconds(control.retry_after_timeout)},
            {"retry_after_refusal_ms", milliseconds(control.retry_after_refusal)},
            {"effect_window_ms", milliseconds(control.effect_window)},
            {"start_window_ms", milliseconds(control.start_window)},
            {"offline_grace_ms", milliseconds(control.offline_grace)},
            {"scheduled_offline_grace_ms", milliseconds(control.scheduled_offline_grace)},
            {"late_start_allowed_ms", milliseconds(control.late_start_allowed)},
            {"wall_clock_looked_at_every_ms", milliseconds(control.wall_clock_looked_at_every)},
            {"call_timeout_ms", milliseconds(control.call_timeout)},
            {"between_configurations_ms", milliseconds(control.between_configurations)},
            {"forced_reconnect_every_ms", milliseconds(control.forced_reconnect_every)},
            {"heartbeat_interval_s", number_between(kLeastHeartbeat, kMostHeartbeat, control.heartbeat_interval_s)},
            {"boot_retry_interval_s", number_between(0, kLongestBootRetry, control.boot_retry_interval_s)},
            {"meter_interval_s", number_between(0, 86400, control.meter_interval_s)}};
}

Keys ocpp_keys(LinkLimits& link, bool& strict) {
    return {{"strict", flag(strict)},
            {"message_bytes", number(link.message_bytes)},
            {"stop_bytes", number(link.stop_bytes)},
            {"long_messages_bytes", number(link.long_messages_bytes)},
            {"room_patience_ms", milliseconds(link.room_patience)},
            {"send_queue_bytes", number(link.send_queue_bytes)},
            {"unauthenticated_per_address", number(link.unauthenticated_per_address)},
            {"unauthenticated_total", number(link.unauthenticated_total)},
            {"ping_interval_ms", milliseconds(link.ping_interval, 1)},
            {"silence_limit_ms", milliseconds(link.silence_limit, 1)},
            {"messages_per_second", rate(link.messages_per_second)},
            {"message_burst", burst(link.message_burst)},
            {"pings_per_second", rate(link.pings_per_second)},
            {"flood_after_ms", milliseconds(link.flood_after)},
            {"flood_bytes", number(link.flood_bytes)},
            {"open_handshake_ms", milliseconds(link.open_handshake, 1)},
            {"crowded_handshake_ms", milliseconds(link.crowded_handshake, 1)},
            {"close_handshake_ms", milliseconds(link.close_handshake, 1)},
            {"farewell_ms", milliseconds(link.farewell)},
            {"tcp_user_timeout_ms", milliseconds(link.tcp_user_timeout, 1)},
            {"file_descriptors_reserved", number(link.file_descriptors_reserved, 0)},
            {"accept_retry_ms", milliseconds(link.accept_retry, 1)},
            {"uniform_reject", flag(link.uniform_reject)},
            {"strict_subprotocol", flag(link.strict_subprotocol)}};
}

/// The limits of `[ocpp]` that count over many sockets.
Keys admission_keys(AttemptRules& attempts, double& reconnects_per_hour) {
    return {{"failures_per_pair", number(attempts.per_pair)},
            {"failures_per_pair_window_ms", milliseconds(attempts.pair_window, 1)},
            {"failures_per_identity", number(attempts.per_identity)},
            {"failures_per_identity_window_ms", milliseconds(attempts.identity_window, 1)},
            {"failures_per_address", number(attempts.per_address)},
            {"failures_per_address_window_ms", milliseconds(attempts.address_window, 1)},
            {"first_block_ms", milliseconds(attempts.first_block, 1)},
            {"longest_block_ms", milliseconds(attempts.longest_block, 1)},
            {"failures_remembered", number(attempts.most_remembered)},
            {"reconnects_per_hour", rate(reconnects_per_hour)}};
}

Keys joined(Keys some, Keys more) {
    some.merge(more);
    return some;
}

Keys authorisation_keys(AuthorisationOptions& authorisation) {
    return {{"policy",
             [&authorisation](const toml::node& node) {
                 const auto policy = policy_from(value_of<std::string>(node));
                 if (!policy) throw WrongType{};
                 authorisation.policy = *policy;
             }},
            {"local_list", flag(authorisation.local_list)}};
}

Keys operator_keys(OperatorLimits& limits, FrameBudget& frames) {
    return {{"call_timeout_ms", milliseconds(limits.call_timeout)},
            {"calls_kept", number(limits.calls_kept)},
            {"disruptive_calls_per_minute", rate(limits.disruptive_per_minute)},
            {"frames_kept", number(frames.frames, 0)},
            {"frame_log_bytes", number(frames.bytes, 0)},
            {"frame_log_site_bytes", number(frames.site_bytes, 0)}};
}

/// In days; 0: for ever.
Keys storage_keys(RetentionTerms& retention) {
    constexpr int kLongest = 36500;
    return {{"meter_values_days", number_between(0, kLongest, retention.meter_values_days)},
            {"history_days", number_between(0, kLongest, retention.history_days)}};
}

Keys api_keys(Config& config) {
    HttpLimits& http = config.http;
    return {{"body_bytes", number(http.body_bytes)},
            {"host_names", texts(config.api_host_names)},
            {"connections", number(http.connections)},
            {"unauthenticated_per_address", number(http.unauthenticated_per_address)},
            {"requests_per_second", rate(config.requests.per_second)},
            {"request_burst", burst(config.requests.burst)},
            {"failed_logins_per_second", rate(config.failed_logins.per_second)},
            {"failed_login_burst", burst(config.failed_logins.burst)}};
}

Keys security_keys(Config& config) {
    return {{"ocpp_tls_listen", text(config.ocpp_tls_listen)},
            {"ocpp_mtls_listen", text(config.ocpp_mtls_listen)},
            {"tls_certificates", texts(config.tls_certificates)},
            {"tls_keys", texts(config.tls_keys)},
            {"client_ca", texts(config.client_ca)},
            {"client_crl", texts(config.client_crl)},
            {"ca_certificate", text(config.ca_certificate)},
            {"ca_key", text(config.ca_key)},
            {"cpo_name", text(config.cpo_name)}};
}

Keys backup_keys(BackupRules& backups) {
    return {{"backup_every",
             [&backups](const toml::node& node) {
                 const auto every = span_from(value_of<std::string>(node), kLongestBetweenBackups);
                 if (!every || (every->count() > 0 && *every < kLeastBetweenBackups)) throw WrongType{};
                 backups.every = *every;
             }},
            {"backup_keep", number_between(1, kMostBackups, backups.keep)}};
}

class ConfigFile {
  public:
    ConfigFile(const std::string& path, Config& config) : path_(path), config_(config) {}

    void read() {
        try {
            const toml::table file = toml::parse_file(path_);
            Keys keys = root_keys();
            keys.merge(security_keys(config_));
            keys.merge(backup_keys(config_.backups));
            read_table(file, "", keys);
        } catch (const toml::parse_error& error) {
            throw ConfigError(path_ + ":" + std::to_string(error.source().begin.line) + ": " +
                              std::string(error.description()));
        }
    }

  private:
    Keys root_keys() {
        return {{"data_dir", text(config_.data_dir)},
                {"ocpp_listen", text(config_.ocpp_listen)},
                {"api_listen", text(config_.api_listen)},
                {"onboarding", text(config_.onboarding)},
                {"timezone", text(config_.timezone)},
                {"log_level", text(config_.log_level)},
                {"sandbox", number_between(0, 1000, config_.sandbox)},
                {"control", section("control", control_keys(config_.control))},
                {"ocpp", section("ocpp", joined(ocpp_keys(config_.link, config_.strict),
                                                admission_keys(config_.attempts, config_.reconnects_per_hour)))},
                {"authorisation", section("authorisation", authorisation_keys(config_.authorisation))},
                {"storage", section("storage", storage_keys(config_.retention))},
                {"operator", section("operator", operator_keys(config_.operators, config_.frames))},
                {"webhooks", section("webhooks", webhook_keys(config_.webhooks))},
                {"api", section("api", api_keys(config_))}};
    }

    Set section(const std::string& name, Keys keys) {
        return [this, name, keys = std::move(keys)](const toml::node& node) {
            if (!node.is_table()) throw WrongType{};
            read_table(*node.as_table(), name + ".", keys);
        };
    }

    void read_table(const toml::table& table, const std::string& prefix, const Keys& keys) {
        for (const auto& [key, node] : table) {
            const std::string name(key.str());
            const auto found = keys.find(name);
            if (found == keys.end()) refuse(node, prefix + name + " is not known");
            try {
                found->second(node);
            } catch (const WrongType& wrong) {
                refuse(node,
                       prefix + name +
                           (wrong.wanted.empty() ? " has a value that cannot be used" : " must be " + wrong.wanted));
            }
        }
    }

    [[noreturn]] void refuse(const toml::node& node, const std::string& reason) const {
        throw ConfigError(path_ + ":" + std::to_string(node.source().begin.line) + ": " + reason);
    }

    const std::string& path_;
    Config& config_;
};

}  // namespace

LinkLimits charger_link_limits(const Config& config) {
    LinkLimits limits = config.link;
    limits.silence_limit = std::max(
        limits.silence_limit, 3 * std::chrono::milliseconds(std::chrono::seconds(config.control.heartbeat_interval_s)));
    return limits;
}

void read_config_file(const std::string& path, Config& config) { ConfigFile(path, config).read(); }

HostPort parse_host_port(const std::string& text) {
    const auto colon = text.rfind(':');
    if (colon == std::string::npos) throw ConfigError("\"" + text + "\" is not HOST:PORT");
    HostPort result;
    result.host = text.substr(0, colon);
    if (result.host.size() >= 2 && result.host.front() == '[' && result.host.back() == ']') {
        result.host = result.host.substr(1, result.host.size() - 2);
    }
    if (result.host.empty()) result.host = "0.0.0.0";
    const std::string digits = text.substr(colon + 1);
    const bool is_number =
        !digits.empty() && digits.size() <= 5 && digits.find_first_not_of("0123456789") == std::string::npos;
    const int port = is_number ? std::stoi(digits) : -1;
    if (port < 0 || port > 65535) throw ConfigError("\"" + text + "\" has no port from 0 to 65535");
    result.port = static_cast<std::uint16_t>(port);
    return result;
}

Onboarding onboarding_from(const std::string& name) {
    if (name == "auto") return Onboarding::automatic;
    if (name == "approve") return Onboarding::approve;
    if (name == "closed") return Onboarding::closed;
    throw ConfigError("onboarding is auto, approve or closed, not \"" + name + "\"");
}

}  // namespace gateway
