#include "gateway/app/charger_listeners.h"

#include "gateway/link/websocket_server.h"

namespace gateway {

std::string shown(const HostPort& address, std::uint16_t port) {
    const bool v6 = address.host.find(':') != std::string::npos;
    return (v6 ? "[" + address.host + "]" : address.host) + ":" + std::to_string(port);
}

ChargerListeners::ChargerListeners(boost::asio::io_context& io, const Config& config, const ChargerSecurityFiles& files,
                                   LinkListener& listener, const DescriptorShares& descriptors) {
    const auto listen = [&](const char* name, const std::string& at, ListenerSecurity security) {
        if (at.empty()) return;
        const HostPort address = parse_host_port(at);
        ports_.push_back({name, address,
                          listen_for_chargers(io, address.host, address.port, charger_link_limits(config), listener,
                                              std::move(security), &descriptors)});
    };
    listen("ocpp", config.ocpp_listen, {});
    listen("ocpp_tls", config.ocpp_tls_listen, {2, files.tls()});
    listen("ocpp_mtls", config.ocpp_mtls_listen, {3, files.mutual_tls()});
}

std::string ChargerListeners::shown() const {
    std::string text;
    for (const Port& port : ports_) {
        text += (text.empty() ? "" : " ") + port.name + "=" + gateway::shown(port.address, port.server->port());
    }
    return text;
}

std::vector<std::pair<std::string, const ChargerServer*>> ChargerListeners::servers() const {
    std::vector<std::pair<std::string, const ChargerServer*>> all;
    for (const Port& port : ports_) all.emplace_back(port.name, port.server.get());
    return all;
}

bool ChargerListeners::all_have_left() const {
    for (const Port& port : ports_) {
        if (port.server->counters().open > 0) return false;
    }
    return true;
}

void ChargerListeners::stop() {
    for (const Port& port : ports_) port.server->stop();
}

}  // namespace gateway
