#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "tests/end_to_end/child_process.h"
#include "tests/end_to_end/rest_client.h"

namespace end_to_end {

/// The windows of the control engine as a site runs them, or cut down so that a failing command need not be waited for.
enum class Windows { as_shipped, short_ones };

struct GatewayOptions {
    std::string onboarding = "auto";
    int sandbox = 0;
    Windows windows = Windows::short_ones;
    std::map<std::string, int> control;  ///< keys of [control], over the windows
    std::string root_keys;               ///< lines of the file before its sections
    std::string sections;                ///< further sections of the file, as TOML
    std::string log_level = "debug";
    std::string data_dir;  ///< below the temporary directory; empty: "data"
};

/// A running `ocpp-gateway serve` with a data directory of its own. Its log is printed when a test fails; at the end it
/// has to stop cleanly.
class GatewayProcess {
  public:
    explicit GatewayProcess(Stage& stage, GatewayOptions options = {});
    ~GatewayProcess();
    GatewayProcess(const GatewayProcess&) = delete;
    GatewayProcess& operator=(const GatewayProcess&) = delete;

    /// SIGKILL, and waits for the end.
    void kill9();
    /// SIGKILL only: for use inside a handler.
    void kill9_now();
    /// On the same data directory and the same port for chargers; the clients' port is a new one.
    void restart();
    /// SIGTERM; the exit status, or empty when it did not stop within 5 s.
    std::optional<int> terminate();
    bool is_running() { return process_ && process_->is_running(); }

    pid_t pid() const { return process_->pid(); }
    std::uint16_t ocpp_port() const { return ocpp_port_; }
    std::uint16_t api_port() const { return api_port_; }
    /// Of a port named in the line "ready": "ocpp_tls", "ocpp_mtls".
    std::uint16_t port_of(const std::string& name) const;
    const std::string& data_dir() const { return data_dir_; }
    std::string config_path() const { return directory_.path() + "/gateway.toml"; }
    std::string log() const { return read_file(log_path()); }
    const std::vector<std::string>& lines() const { return process_->lines(); }

    /// Through the real command; one key per environment, made when it is first asked for.
    std::string key(const std::string& environment);
    RestClient client(const std::string& environment = "live");
    /// `ocpp-gateway WORDS... --data-dir OURS`
    Finished command(std::vector<std::string> words);

  private:
    void expect_clean_stop();
    void print_log() const;
    void write_config() const;
    void start(std::uint16_t ocpp_port);
    std::string log_path() const { return directory_.path() + "/stderr"; }

    Stage& stage_;
    GatewayOptions options_;
    TemporaryDirectory directory_;
    std::string data_dir_;
    std::unique_ptr<ChildProcess> process_;
    std::uint16_t ocpp_port_ = 0, api_port_ = 0;
    std::map<std::string, std::string> keys_;
};

/// Path of the program under test.
std::string gateway_program();

}  // namespace end_to_end
