#include <fcntl.h>
#include <unistd.h>
#include <CLI/CLI.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/streambuf.hpp>
#include <iostream>

#include "simulators/persona.h"
#include "simulators/simulated_charger.h"
#include "simulators/typed_command.h"

/// charge-point-simulator: one simulated charge point on a websocket, told what to do on stdin.
namespace {

namespace asio = boost::asio;

constexpr std::chrono::seconds kFarewell{1};

void print(const std::string& line) { std::cout << line << '\n' << std::flush; }

/// Reads lines from stdin; its end ends only the reading.
class Keyboard {
  public:
    Keyboard(asio::io_context& io, simulators::SimulatedCharger& charger)
        : in_(io), text_(kLongestLine), charger_(charger) {
        boost::system::error_code error;
        in_.assign(open_stdin(), error);
        if (!error) read_next();
    }

    void close() {
        boost::system::error_code ignored;
        in_.close(ignored);
    }

  private:
    static constexpr std::size_t kLongestLine = 4096;

    /// Opened anew where possible: Asio makes it non-blocking, which a stdout on the same terminal must not become.
    static int open_stdin() {
        const int own = ::open("/dev/stdin", O_RDONLY | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
        return own >= 0 ? own : ::dup(STDIN_FILENO);
    }

    void read_next() {
        asio::async_read_until(in_, text_, '\n', [this](boost::system::error_code error, std::size_t) {
            if (error) return;
            std::string line;
            std::getline(std::istream(&text_), line);
            const std::string answer = simulators::run_typed_command(charger_, line);
            if (!answer.empty()) print(answer);
            read_next();
        });
    }

    asio::posix::stream_descriptor in_;
    asio::streambuf text_;
    simulators::SimulatedCharger& charger_;
};

struct CommandLine {
    std::string persona;
    std::vector<std::string> behaviours;
    simulators::ChargerOptions charger;
};

void add_options(CLI::App& run, CommandLine& line) {
    simulators::ChargerOptions& options = line.charger;
    auto& point = options.charge_point;
    run.add_option("--url", options.url, "ws://HOST:PORT/ocpp or wss://; the id is appended as last path segment")
        ->required();
    run.add_option("--id", options.id, "identity of the charge point")->required();
    run.add_option("--persona", line.persona,
                   "a kind of charger to be ('personas' lists them); other options override");
    run.add_option("--connectors", point.connectors, "number of connectors")->check(CLI::Range(1, 16));
    run.add_option("--phases", point.phases, "phases of the charge point and its vehicle")
        ->check(CLI::IsMember({1, 3}));
    run.add_option("--vehicle-phases", point.vehicle.phases, "phases the vehicle uses")->check(CLI::Range(1, 3));
    run.add_option("--max-current", point.max_current_a, "amperes per phase")->check(CLI::Range(6.0, 500.0));
    run.add_option("--vehicle-max-kw", point.vehicle.max_kw, "most the vehicle takes")->check(CLI::Range(0.0, 500.0));
    run.add_option("--battery-kwh", point.vehicle.battery_kwh, "size of the battery")->check(CLI::Range(0.1, 10000.0));
    run.add_option("--soc", point.vehicle.soc_percent, "state of charge in percent")->check(CLI::Range(0.0, 100.0));
    run.add_flag("--plugged", point.plugged, "a vehicle is plugged in from the beginning");
    run.add_flag("--autostart", point.autostart, "plugging in starts a transaction with tag FREE");
    run.add_option("--speed", options.speed, "simulated seconds per second")->check(CLI::Range(0.001, 10000.0));
    run.add_option("--password", options.password, "for HTTP Basic authentication");
    run.add_option("--ca", options.tls.ca, "PEM authorities of the gateway, for wss")->check(CLI::ExistingFile);
    const auto certificate = run.add_option("--certificate", options.tls.certificate, "PEM client certificate chain");
    run.add_option("--key", options.tls.key, "PEM key of the client certificate")->needs(certificate);
    run.add_option("--vendor", point.vendor, "chargePointVendor");
    run.add_option("--model", point.model, "chargePointModel");
    run.add_option("--firmware", point.firmware, "firmwareVersion");
    run.add_option("--behaviour", line.behaviours,
                   "a departure from the specification, NAME or NAME=VALUE; repeatable");
}

/// Read once to learn the persona and once more over it: what the line does not say stays the persona's.
void complete(CLI::App& app, const CLI::App& command, CommandLine& line, int argc, char** argv) {
    simulators::ChargePointOptions& point = line.charger.charge_point;
    if (!line.persona.empty()) {
        const auto kinds = ocpp::ChargerKinds::built_in();
        point = simulators::persona_options(simulators::find_persona(kinds, line.persona));
        app.parse(argc, argv);
    }
    if (command.count("--vehicle-phases") == 0) point.vehicle.phases = point.phases;
    for (const std::string& behaviour : line.behaviours) set_member(point.behaviour, behaviour);
}

int print_personas() {
    for (const std::string& line : simulators::list_personas(ocpp::ChargerKinds::built_in())) std::cout << line << '\n';
    return 0;
}

int run(const simulators::ChargerOptions& options) {
    asio::io_context io{1};
    simulators::SimulatedCharger charger(io, options,
                                         [](const simulators::Event& event) { print(simulators::to_line(event)); });
    Keyboard keyboard(io, charger);
    asio::signal_set signals(io, SIGINT, SIGTERM);
    signals.async_wait([&](boost::system::error_code, int) {
        charger.stop();
        keyboard.close();
        io.stop();
    });
    charger.start();
    io.run();
    io.restart();
    io.run_for(kFarewell);  // the closing frame; returns at once when nothing is left to do
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"A simulated OCPP 1.6 charge point"};
    app.require_subcommand(1);
    CLI::App& command = *app.add_subcommand("run", "connect and behave like a charger; commands are read from stdin");
    const CLI::App& personas = *app.add_subcommand("personas", "list the kinds of chargers that it can be");
    CommandLine line;
    add_options(command, line);
    CLI11_PARSE(app, argc, argv);
    if (personas.parsed()) return print_personas();
    try {
        complete(app, command, line, argc, argv);
        return run(line.charger);
    } catch (const std::exception& error) {
        std::cerr << "charge-point-simulator: " << error.what() << '\n';
        return 1;
    }
}
