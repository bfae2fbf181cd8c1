#include <CLI/CLI.hpp>
#include <iostream>

#include "bench/fleet.h"
#include "bench/rest_client.h"

/// The load of scripts/bench: chargers and REST clients on loopback against one server. Prints "name TAB value" lines.
namespace {

using namespace bench;

struct Order {
    std::uint16_t port = 0, api_port = 0;
    int process = 0, chargers = 100, at_once = 64, quiet_ms = 1000, connections = 8;
    long messages = 2000, heartbeats = 0, warm_up = 0;
    double rate = 0;
    std::string prefix = "BENCH-", key, target = "/ev-charger";
};

const char* const kCeilings[] = {R"({"max_charge_rate":{"value":7.4,"unit":"kw"}})",
                                 R"({"max_charge_rate":{"value":11,"unit":"kw"}})"};

void print_answers(const std::string& what, const Answers& answers, double cpu_us) {
    const auto count = static_cast<double>(answers.latencies_us.size());
    print(what + ".cpu_us", cpu_us / count);
    print(what + ".per_second", count / answers.seconds);
    print(what + ".p50_us", percentile(answers.latencies_us, 0.50));
    print(what + ".p99_us", percentile(answers.latencies_us, 0.99));
}

template <class Work>
void measured(const std::string& what, const ServerProcess& server, Work work) {
    const double before = server.cpu_us();
    const Answers answers = work();
    print_answers(what, answers, server.cpu_us() - before);
}

void charge(const Order& order) {
    const ServerProcess server(order.process);
    Fleet fleet(order.port, order.prefix, order.chargers);
    fleet.connect(order.at_once);
    fleet.settle(std::chrono::milliseconds(order.quiet_ms));
    if (order.warm_up > 0) fleet.closed_loop(Mix::charging, order.warm_up, order.at_once);
    const auto run = [&](Mix mix, long messages) {
        return order.rate > 0 ? fleet.at_rate(mix, messages, order.rate)
                              : fleet.closed_loop(mix, messages, order.at_once);
    };
    if (order.messages > 0) measured("charging", server, [&] { return run(Mix::charging, order.messages); });
    if (order.heartbeats > 0) measured("heartbeat", server, [&] { return run(Mix::heartbeat, order.heartbeats); });
}

void connect(const Order& order) {
    const ServerProcess server(order.process);
    const double before = server.resident_kb(), cpu = server.cpu_us();
    Fleet fleet(order.port, order.prefix, order.chargers);
    const double seconds = fleet.connect(order.at_once);
    print("connects.per_second", order.chargers / seconds);
    print("connects.cpu_us", (server.cpu_us() - cpu) / order.chargers);
    fleet.tell_available();
    fleet.settle(std::chrono::milliseconds(order.quiet_ms));
    print("idle.kb", (server.resident_kb() - before) / order.chargers);
}

/// So many requests over some connections, each of which has one under way.
void ask(const Order& order, const std::string& what, const std::string& method, const std::string& target,
         const std::function<std::string(long)>& body) {
    std::vector<std::unique_ptr<RestClient>> clients;
    for (int i = 0; i < order.connections; ++i)
        clients.push_back(std::make_unique<RestClient>(order.api_port, order.key));
    measured(what, ServerProcess(order.process), [&] {
        Answers answers;
        const auto began = Clock::now();
        for (long sent = 0; sent < order.messages; sent += order.connections) {
            const auto round = Clock::now();
            for (auto& client : clients) client->send(method, target, body(sent));
            for (auto& client : clients) {
                client->receive();
                answers.latencies_us.push_back(std::chrono::duration<double, std::micro>(Clock::now() - round).count());
            }
        }
        answers.seconds = std::chrono::duration<double>(Clock::now() - began).count();
        return answers;
    });
}

/// Of every device, in no order that matters.
std::vector<std::string> device_paths(RestClient& client) {
    constexpr std::string_view kId = "\"id\":\"device_";
    const std::string list = client.get("/ev-charger?limit=50");
    std::vector<std::string> paths;
    for (auto at = list.find(kId); at != std::string::npos; at = list.find(kId, at + 1)) {
        const auto begin = at + 6;
        paths.push_back("/ev-charger/" + list.substr(begin, list.find('"', begin) - begin));
    }
    if (paths.empty()) throw std::runtime_error("there is no device");
    return paths;
}

/// From the request's last byte to the charger's having the SetChargingProfile. Each device once: a second limit would
/// have to wait some seconds behind the first.
void print_reaction(Fleet& fleet, RestClient& client, const std::vector<std::string>& devices) {
    std::vector<double> times;
    for (const std::string& device : devices) {
        const auto sent = Clock::now();
        client.send("POST", device + "/settings", kCeilings[0]);
        const auto came = fleet.wait_for_call("SetChargingProfile");
        client.receive();
        times.push_back(std::chrono::duration<double, std::micro>(came - sent).count());
        fleet.settle(std::chrono::milliseconds(200));
    }
    print("reaction.p50_us", percentile(times, 0.50));
    print("reaction.p99_us", percentile(times, 0.99));
}

void rest(const Order& order) {
    constexpr int kChargers = 20;
    Fleet fleet(order.port, order.prefix, kChargers);
    fleet.connect(1);
    fleet.tell_available();
    fleet.settle(std::chrono::milliseconds(order.quiet_ms));
    RestClient client(order.api_port, order.key);
    const auto devices = device_paths(client);
    print_reaction(fleet, client, devices);
    const std::string& device = devices.front();
    ask(order, "reads", "GET", device, [](long) { return std::string(); });
    ask(order, "settings", "POST", device + "/settings", [](long n) { return kCeilings[n / 8 % 2]; });
}

/// The same requests to a server without chargers.
void ask_peer(const Order& order) {
    ask(order, "reads", "GET", order.target, [](long) { return std::string(); });
    ask(order, "settings", "POST", order.target + "/settings", [](long n) { return kCeilings[n / 8 % 2]; });
}

CLI::App* add(CLI::App& app, Order& order, const std::string& name, void (*work)(const Order&)) {
    CLI::App* command = app.add_subcommand(name);
    command->add_option("--port", order.port);
    command->add_option("--api-port", order.api_port);
    command->add_option("--process", order.process, "whose CPU time and memory is told");
    command->add_option("--chargers", order.chargers);
    command->add_option("--at-once", order.at_once, "messages, or connects, under way");
    command->add_option("--quiet-ms", order.quiet_ms, "without a CALL of the server, before it counts");
    command->add_option("--connections", order.connections);
    command->add_option("--messages", order.messages);
    command->add_option("--heartbeats", order.heartbeats);
    command->add_option("--warm-up", order.warm_up, "messages that do not count");
    command->add_option("--rate", order.rate, "messages a second; 0: as fast as they are answered");
    command->add_option("--prefix", order.prefix, "of the chargers' identities");
    command->add_option("--key", order.key);
    command->add_option("--target", order.target);
    command->callback([&order, work] { work(order); });
    return command;
}

}  // namespace

int main(int argc, char** argv) {
    Order order;
    CLI::App app("load on a charging station management system");
    app.require_subcommand(1);
    raise_descriptor_limit();
    add(app, order, "charge", charge);
    add(app, order, "connect", connect);
    add(app, order, "rest", rest);
    add(app, order, "ask", ask_peer);
    try {
        CLI11_PARSE(app, argc, argv);
    } catch (const std::exception& error) {
        std::cerr << "load: " << error.what() << std::endl;
        return 1;
    }
    return 0;
}
