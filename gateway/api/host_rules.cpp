#include "gateway/api/host_rules.h"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

#include "json/ascii.h"

namespace gateway {

namespace {

/// "[::1]:8080" -> "::1", "Name.:80" -> "name".
std::string bare_name(std::string_view host) {
    if (!host.empty() && host.front() == '[') return std::string(host.substr(1, host.find(']') - 1));
    std::string name = json::lower_case(host.substr(0, host.find(':')));
    if (!name.empty() && name.back() == '.') name.pop_back();
    return name;
}

bool is_address(const std::string& name) {
    boost::system::error_code error;
    boost::asio::ip::make_address(name, error);
    return !error;
}

bool is_loopback(const std::string& host) {
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(host, error);
    return host == "localhost" || (!error && address.is_loopback());
}

}  // namespace

HostRules::HostRules(std::vector<std::string> names, const std::string& listen_host)
    : names_(std::move(names)), takes_any_(names_.empty() && !is_loopback(listen_host)) {
    for (auto& name : names_) name = bare_name(name);
}

bool HostRules::allows(std::string_view host) const {
    if (takes_any_) return true;
    const std::string name = bare_name(host);
    if (name == "localhost" || is_address(name)) return true;
    return std::find(names_.begin(), names_.end(), name) != names_.end();
}

}  // namespace gateway
