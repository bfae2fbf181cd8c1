#include "tests/end_to_end/gateway_process.h"

#include <catch2/catch.hpp>
#include <csignal>
#include <exception>
#include <fstream>
#include <iostream>
#include <stdexcept>

namespace end_to_end {

namespace {

constexpr std::size_t kLogShown = 6000;

/// Long enough for a loaded machine, short enough to wait for a failure.
const std::map<std::string, int>& short_windows() {
    static const std::map<std::string, int> windows = {
        {"settle_after_boot_ms", 100},    {"ask_for_boot_after_ms", 1000}, {"go_on_without_boot_after_ms", 2500},
        {"between_profiles_ms", 300},     {"live_effect_after_ms", 1500},  {"retry_after_timeout_ms", 300},
        {"retry_after_refusal_ms", 2000}, {"effect_window_ms", 5000},      {"start_window_ms", 2000},
        {"offline_grace_ms", 1500},       {"call_timeout_ms", 1500},       {"trial_after_ms", 3000},
        {"alarm_after_ms", 9000},         {"judged_after_ms", 8000},       {"unplugging_shows_within_ms", 5000}};
    return windows;
}

std::uint16_t port_in(const std::string& line, const std::string& name) {
    const auto at = line.find(name + "=");
    const auto colon = at == std::string::npos ? at : line.find(':', at);
    if (colon == std::string::npos) throw std::runtime_error("no port of " + name + " in \"" + line + "\"");
    return static_cast<std::uint16_t>(std::stoi(line.substr(colon + 1)));
}

}  // namespace

std::string gateway_program() { return GATEWAY_PROGRAM; }

GatewayProcess::GatewayProcess(Stage& stage, GatewayOptions options) : stage_(stage), options_(std::move(options)) {
    data_dir_ = directory_.path() + "/" + (options_.data_dir.empty() ? "data" : options_.data_dir);
    write_config();
    start(0);
}

GatewayProcess::~GatewayProcess() {
    const bool test_failed = std::uncaught_exceptions() > 0;
    if (test_failed) print_log();
    if (!test_failed && is_running()) expect_clean_stop();
}

/// What a sanitizer finds shows in the exit status.
void GatewayProcess::expect_clean_stop() {
    const auto stopped = terminate();
    if (stopped != 0) print_log();
    CHECK(stopped == 0);
}

void GatewayProcess::print_log() const {
    const std::string text = log();
    std::cerr << "---- the gateway's log ends with\n"
              << text.substr(text.size() > kLogShown ? text.size() - kLogShown : 0) << "----\n";
}

void GatewayProcess::write_config() const {
    auto control = options_.windows == Windows::short_ones ? short_windows() : std::map<std::string, int>{};
    control["meter_interval_s"] = 1;
    for (const auto& [key, value] : options_.control) control[key] = value;
    std::ofstream file(config_path());
    file << "log_level = \"" << options_.log_level << "\"\nonboarding = \"" << options_.onboarding << "\"\n"
         << options_.root_keys << "[control]\n";
    for (const auto& [key, value] : control) file << key << " = " << value << "\n";
    file << options_.sections;
}

void GatewayProcess::start(std::uint16_t ocpp_port) {
    process_ = std::make_unique<ChildProcess>(
        stage_,
        std::vector<std::string>{gateway_program(), "serve", "--config", config_path(), "--data-dir", data_dir_,
                                 "--ocpp-listen", "127.0.0.1:" + std::to_string(ocpp_port), "--api-listen",
                                 "127.0.0.1:0", "--sandbox", std::to_string(options_.sandbox)},
        log_path());
    const auto ready = process_->wait_for_line("ready ");
    if (!ready) throw std::runtime_error("the gateway did not become ready: " + log());
    ocpp_port_ = port_in(*ready, "ocpp");
    api_port_ = port_in(*ready, "api");
}

std::uint16_t GatewayProcess::port_of(const std::string& name) const { return port_in(lines().front(), name); }

void GatewayProcess::kill9_now() { process_->signal(SIGKILL); }

void GatewayProcess::kill9() {
    kill9_now();
    if (!process_->wait_for_exit()) throw std::runtime_error("SIGKILL did not end the gateway");
}

void GatewayProcess::restart() { start(ocpp_port_); }

std::optional<int> GatewayProcess::terminate() {
    process_->signal(SIGTERM);
    return process_->wait_for_exit(5s);
}

std::string GatewayProcess::key(const std::string& environment) {
    std::string& key = keys_[environment];
    if (!key.empty()) return key;
    const Finished made = command({"keys", "create", "--environment", environment});
    if (made.exit != 0) throw std::runtime_error("keys create failed: " + made.err);
    return key = made.out.substr(0, made.out.find('\n'));
}

RestClient GatewayProcess::client(const std::string& environment) { return {stage_, api_port_, key(environment)}; }

Finished GatewayProcess::command(std::vector<std::string> words) {
    words.insert(words.begin(), gateway_program());
    words.insert(words.end(), {"--data-dir", data_dir_});
    return run_command(stage_, words);
}

}  // namespace end_to_end
