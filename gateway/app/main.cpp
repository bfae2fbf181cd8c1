#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>

#include "gateway/admin/admin_socket.h"
#include "gateway/app/charger_kinds_file.h"
#include "gateway/app/charger_security_files.h"
#include "gateway/app/data_commands.h"
#include "gateway/app/doctor_command.h"
#include "gateway/app/serve.h"
#include "gateway/charge_point/operator_settings.h"
#include "gateway/log.h"
#include "gateway/reports/printable.h"
#include "storage/storage.h"

/// ocpp-gateway: the command line. `serve` runs the gateway; `keys`, `chargers` and `webhooks` administer one.
namespace {

using gateway::AdminAnswer;
using gateway::AdminRequest;
using gateway::Config;

constexpr int kRefused = 1;
constexpr int kUsage = 2;
constexpr int kOutcomeUnknown = 3;  ///< it may have been done: look again
constexpr std::chrono::seconds kPatienceForQuestions{120};
constexpr std::chrono::seconds kPatienceForBackup{3600};  ///< a large database on a slow card

struct ServeOptions {
    std::string config_file;
    Config from_command_line;
    CLI::App* command = nullptr;
};

void add_serve(CLI::App& app, ServeOptions& options) {
    CLI::App* serve = app.add_subcommand("serve", "run the gateway");
    Config& config = options.from_command_line;
    serve->add_option("--config", options.config_file, "TOML file; the options below win over it");
    serve->add_option("--data-dir", config.data_dir, "where settings, sessions and keys are kept")
        ->capture_default_str();
    serve->add_option("--ocpp-listen", config.ocpp_listen, "HOST:PORT for chargers")->capture_default_str();
    serve->add_option("--ocpp-tls-listen", config.ocpp_tls_listen, "HOST:PORT for chargers with TLS and a password");
    serve->add_option("--ocpp-mtls-listen", config.ocpp_mtls_listen, "HOST:PORT for chargers with client certificates");
    serve->add_option("--tls-certificate", config.tls_certificates, "PEM chain; repeatable, one of RSA and one of EC");
    serve->add_option("--tls-key", config.tls_keys, "PEM key of the certificate in the same place; mode 0600");
    serve->add_option("--client-ca", config.client_ca, "PEM authorities of client certificates");
    serve->add_option("--api-listen", config.api_listen, "HOST:PORT for clients")->capture_default_str();
    serve->add_option("--onboarding", config.onboarding, "what happens with unknown chargers: auto, approve or closed")
        ->capture_default_str();
    serve->add_option("--sandbox", config.sandbox, "number of simulated chargers to serve")->check(CLI::Range(0, 1000));
    serve->add_flag("--new", config.is_new, "make a database where one is lost: without its sessions and settings");
    serve->add_flag("--new-pepper", config.is_new_pepper,
                    "make a pepper where it is lost: set all passwords anew then");
    options.command = serve;
}

/// File over defaults, command line over file.
Config effective_config(const ServeOptions& options) {
    Config config;
    if (!options.config_file.empty()) gateway::read_config_file(options.config_file, config);
    const Config& given = options.from_command_line;
    const auto was_given = [&](const char* name) { return options.command->count(name) > 0; };
    if (was_given("--data-dir")) config.data_dir = given.data_dir;
    if (was_given("--ocpp-listen")) config.ocpp_listen = given.ocpp_listen;
    if (was_given("--ocpp-tls-listen")) config.ocpp_tls_listen = given.ocpp_tls_listen;
    if (was_given("--ocpp-mtls-listen")) config.ocpp_mtls_listen = given.ocpp_mtls_listen;
    if (was_given("--tls-certificate")) config.tls_certificates = given.tls_certificates;
    if (was_given("--tls-key")) config.tls_keys = given.tls_keys;
    if (was_given("--client-ca")) config.client_ca = given.client_ca;
    if (was_given("--api-listen")) config.api_listen = given.api_listen;
    if (was_given("--onboarding")) config.onboarding = given.onboarding;
    if (was_given("--sandbox")) config.sandbox = given.sandbox;
    config.is_new = given.is_new;
    config.is_new_pepper = given.is_new_pepper;
    return config;
}

struct AdminOptions {
    AdminRequest request;
    std::string data_dir = "./data";
    int timeout_s = static_cast<int>(gateway::kAnswerPatience.count());
};

CLI::App* add_admin(CLI::App& parent, const std::string& name, const std::string& help, AdminOptions& options) {
    CLI::App* command = parent.add_subcommand(name, help);
    command->add_option("--data-dir", options.data_dir, "data directory of the gateway")->capture_default_str();
    command->add_option("--timeout", options.timeout_s, "seconds that a running gateway's answer is waited for")
        ->check(CLI::Range(1, 3600))
        ->capture_default_str();
    command->callback([&options, full_name = parent.get_name() + " " + name] { options.request.command = full_name; });
    return command;
}

void add_keys(CLI::App& app, AdminOptions& options) {
    CLI::App* keys = app.add_subcommand("keys", "API keys")->require_subcommand(1);
    CLI::App* create = add_admin(*keys, "create", "make a key and print it; it is shown once", options);
    options.request.role = "integrator";
    create->add_option("--environment", options.request.environment, "live or sandbox")
        ->required()
        ->check(CLI::IsMember({"live", "sandbox"}));
    create->add_option("--role", options.request.role, "integrator or operator")
        ->check(CLI::IsMember({"integrator", "operator"}))
        ->capture_default_str();
    create->add_option("--name", options.request.name, "what the key is for");
    create->add_option("--scopes", options.request.scopes,
                       "words such as devices:read,actions:read; else all of the role");
    create->add_option("--expires-in", options.request.expires_in, "90d, 12h, 30m; else never");
    add_admin(*keys, "list", "show them, without secrets", options);
    const auto with_id = [&](const char* name, const char* help) {
        CLI::App* command = add_admin(*keys, name, help, options);
        command->add_option("ID", options.request.key_id, "key_..., as `keys list` shows it")->required();
        return command;
    };
    with_id("revoke", "end a key at once");
    with_id("rotate", "make a new secret for a key and print it")
        ->add_option("--overlap", options.request.overlap, "how long the old secret is good: 0s, 90m, 24h (default)");
}

std::string set_help() {
    std::string help = "NAME one of";
    for (const auto name : gateway::setting_names()) help += " " + std::string(name);
    return help + "; those behind security_profile are traits, whose VALUE is JSON or text";
}

void add_chargers(CLI::App& app, AdminOptions& options) {
    CLI::App* chargers = app.add_subcommand("chargers", "chargers known and discovered")->require_subcommand(1);
    add_admin(*chargers, "list", "show them", options);
    const auto with_id = [&](const char* name, const char* help) {
        CLI::App* command = add_admin(*chargers, name, help, options);
        command->add_option("ID", options.request.charger_id, "identity of the charger")->required();
        return command;
    };
    with_id("approve", "let a charger in")
        ->add_flag("--create", options.request.creates, "also one that was never heard of, for when it comes");
    with_id("remove", "forget a charger and its devices");
    with_id("show", "print all that is known of a charger");
    with_id("set", "make assignments; NAME= takes one back")
        ->add_option("NAME=VALUE", options.request.assignments, set_help())
        ->required();
    with_id("forget", "forget what was learnt of this charger, and what its vendor, model and firmware hint at")
        ->add_option("LESSON", options.request.lesson, "one of those that `chargers show` lists; none: all");
    with_id("rotate-key", "send a new random password to a connected charger and use it when it was accepted");
    with_id("set-password", "make a password for HTTP Basic authentication and print it; it is required from then on");
}

void add_certificates(CLI::App& app, AdminOptions& options) {
    CLI::App* certificates =
        app.add_subcommand("certificates", "keys and certificates of the TLS ports")->require_subcommand(1);
    add_admin(*certificates, "reload", "read them again, as SIGHUP does; open connections stay", options);
    add_admin(*certificates, "list", "those that our own authority signed for chargers", options);
    add_admin(*certificates, "revoke", "take one of those back: it opens no door any more, and its session ends",
              options)
        ->add_option("SERIAL", options.request.serial, "as `certificates list` shows it")
        ->required();
    CLI::App* ca = app.add_subcommand("ca", "the authority that signs chargers' certificates")->require_subcommand(1);
    add_admin(*ca, "create", "make DATA_DIR/ca/ca.pem and ca.key; a running gateway takes them up on reload", options)
        ->add_option("--name", options.request.name, "common name of the authority");
}

void add_webhooks(CLI::App& app, AdminOptions& options) {
    CLI::App* webhooks = app.add_subcommand("webhooks", "where events are sent")->require_subcommand(1);
    add_admin(*webhooks, "list", "show them, without secrets", options);
    CLI::App* add =
        add_admin(*webhooks, "add", "make an endpoint and print its id and its secret, which is shown once", options);
    add->add_option("URL", options.request.url, "where to; which addresses are allowed is set in [webhooks]")
        ->required();
    add->add_option("--environment", options.request.environment, "live or sandbox")
        ->required()
        ->check(CLI::IsMember({"live", "sandbox"}));
    add->add_option("--event", options.request.event_types, "event type; repeatable, none means all");
    add->add_option("--name", options.request.name, "what the endpoint is for");
    const auto with_id = [&](const char* name, const char* help) {
        add_admin(*webhooks, name, help, options)
            ->add_option("ID", options.request.webhook_id, "as `webhooks list` shows it")
            ->required();
    };
    with_id("remove", "forget an endpoint and what waits for it");
    with_id("rotate-secret", "make a new secret and print it; the old one signs, too, for a while");
    with_id("test", "send webhook.test now and tell what came of it");
}

void add_audit(CLI::App& app, AdminOptions& options) {
    CLI::App* audit = app.add_subcommand("audit", "who changed what, the newest first");
    audit->add_option("--data-dir", options.data_dir, "data directory of the gateway")->capture_default_str();
    audit->add_option("--charger", options.request.charger_id, "of one charger");
    audit->add_option("--key", options.request.key_id, "of one key: key_..., or who else is shown as who");
    audit->add_option("--since", options.request.since, "from this time on: 2026-01-31T12:00:00Z");
    audit->add_option("--until", options.request.until, "before this time");
    audit->add_option("--limit", options.request.limit, "how many at most: 1 to 1000, else 50");
    audit->add_flag("--json", options.request.as_json, "a line of JSON each");
    audit->callback([&options] { options.request.command = "audit"; });
}

/// In one piece, behind what the log has still to say, and nothing in it moves the cursor or fills the screen.
int tell_error(const std::string& what, int exit_code) {
    constexpr std::size_t kLongestLine = 1000;
    std::string line = gateway::printable(what, kLongestLine) + "\n";
    gateway::log::drain();
    std::cerr.flush();
    const auto ignored = ::write(STDERR_FILENO, line.data(), line.size());
    static_cast<void>(ignored);
    return exit_code;
}

/// What was typed may be long.
int usage_error(const CLI::App& app, const CLI::ParseError& error) {
    constexpr std::size_t kShown = 200;
    if (error.get_exit_code() == 0) return app.exit(error);
    const std::string what = error.what();
    return tell_error(what.size() <= kShown ? what + " (--help tells more)" : gateway::printable(what, kShown) + "...",
                      error.get_exit_code());
}

AdminAnswer ask(const std::string& data_dir, const AdminRequest& request, std::chrono::seconds patience) {
    const auto answer = gateway::ask_running_gateway(data_dir, request, patience);
    if (answer) return *answer;
    return gateway::run_offline(request, data_dir, [&] { return gateway::charger_kinds(data_dir); });
}

int create_authority(const AdminOptions& options) {
    if (::access(options.data_dir.c_str(), F_OK) != 0)
        return tell_error("there is no directory " + options.data_dir + ": is --data-dir right?", kRefused);
    const std::string directory = gateway::authority_directory(options.data_dir);
    const std::string name = options.request.name.empty() ? "ocpp-gateway charger CA" : options.request.name;
    gateway::CertificateAuthority::create(directory, name, std::chrono::system_clock::now());
    std::cout << "made " << directory << "/ca.pem\n" << std::flush;
    if (::access((options.data_dir + "/gateway.db").c_str(), F_OK) != 0) return 0;  // before the first start
    const AdminAnswer recorded = ask(options.data_dir, options.request, std::chrono::seconds(options.timeout_s));
    return recorded.ok ? 0 : tell_error("that is on no record: " + recorded.output, kRefused);
}

int tell(const AdminAnswer& answer) {
    if (!answer.ok) return tell_error(answer.output, answer.is_unknown ? kOutcomeUnknown : kRefused);
    std::cout << answer.output << std::flush;
    return 0;
}

int administer(const AdminOptions& options) {
    if (options.request.command == "ca create") return create_authority(options);
    if (const std::string fault = gateway::fault_in(options.request); !fault.empty())
        return tell_error(fault, kRefused);
    AdminRequest request = options.request;
    for (;;) {
        const AdminAnswer answer = ask(options.data_dir, request, std::chrono::seconds(options.timeout_s));
        const int code = tell(answer);
        if (code != 0 || answer.next.empty()) return code;
        request.page = answer.next;
    }
}

}  // namespace

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    CLI::App app{"OCPP 1.6 gateway: chargers below, one canonical REST surface above"};
    app.name("ocpp-gateway")->require_subcommand(1);
    ServeOptions serve_options;
    AdminOptions admin_options;
    add_serve(app, serve_options);
    add_keys(app, admin_options);
    add_chargers(app, admin_options);
    add_certificates(app, admin_options);
    add_webhooks(app, admin_options);
    add_audit(app, admin_options);
    gateway::DataCommands data_commands(app, [](const std::string& data_dir, const AdminRequest& request) {
        const bool is_backup = request.command == "backup";
        return ask(data_dir, request, is_backup ? kPatienceForBackup : kPatienceForQuestions);
    });
    gateway::DoctorCommand doctor(app);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return usage_error(app, error);
    }
    try {
        if (serve_options.command->parsed()) return gateway::serve(effective_config(serve_options));
        if (const auto told = data_commands.run()) return tell(*told);
        if (const auto status = doctor.run()) return *status;
        return administer(admin_options);
    } catch (const gateway::ConfigError& error) {
        return tell_error(std::string("ocpp-gateway: ") + error.what(), kUsage);
    } catch (const std::exception& error) {
        return tell_error(std::string("ocpp-gateway: ") + error.what(), kRefused);
    }
}
