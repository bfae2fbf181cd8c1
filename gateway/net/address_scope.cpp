#include "gateway/net/address_scope.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>
#include <vector>

namespace gateway {

namespace {

namespace ip = boost::asio::ip;

struct Row {
    AddressBlock block;
    AddressScope reach;
};

Row row(const char* block, AddressScope reach) { return {AddressBlock(block), reach}; }

const std::vector<Row>& rows() {
    static const std::vector<Row> all = {
        row("10.0.0.0/8", AddressScope::private_network),
        row("100.64.0.0/10", AddressScope::private_network),  // shared by customers of a provider (CGNAT)
        row("127.0.0.0/8", AddressScope::private_network),
        row("169.254.0.0/16", AddressScope::private_network),  // link-local, and the clouds' metadata services
        row("172.16.0.0/12", AddressScope::private_network),
        row("192.168.0.0/16", AddressScope::private_network),
        row("::1", AddressScope::private_network),
        row("fc00::/7", AddressScope::private_network),
        row("fe80::/10", AddressScope::private_network),
        row("0.0.0.0/8", AddressScope::nobody),
        row("192.0.0.0/24", AddressScope::nobody),
        row("192.0.2.0/24", AddressScope::nobody),
        row("192.88.99.0/24", AddressScope::nobody),
        row("198.18.0.0/15", AddressScope::nobody),
        row("198.51.100.0/24", AddressScope::nobody),
        row("203.0.113.0/24", AddressScope::nobody),
        row("224.0.0.0/3", AddressScope::nobody),  // multicast, reserved, broadcast
        row("2001::/23", AddressScope::nobody),    // Teredo and other tunnels
        row("2001:db8::/32", AddressScope::nobody),
        row("2002::/16", AddressScope::nobody),  // 6to4
        row("3fff::/20", AddressScope::nobody),
        row("2000::/3", AddressScope::everywhere),  // what is left of it is the IPv6 internet
        row("::/0", AddressScope::nobody),
        row("0.0.0.0/0", AddressScope::everywhere),
    };
    return all;
}

constexpr std::size_t kIpv4At = 12;  ///< bytes before an IPv4 address inside an IPv6 one

template <class Bytes>
bool agree(const Bytes& a, const Bytes& b, unsigned bits) {
    for (unsigned bit = 0; bit < bits; ++bit) {
        const unsigned mask = 0x80u >> (bit % 8);
        if (((a[bit / 8] ^ b[bit / 8]) & mask) != 0) return false;
    }
    return true;
}

ip::address address_of(const std::string& text, const std::string& whole) {
    boost::system::error_code error;
    const auto address = ip::make_address(text, error);
    if (error) throw std::invalid_argument("\"" + whole + "\" is no address and no block of addresses");
    return address;
}

unsigned bits_of(const std::string& text, unsigned most, const std::string& whole) {
    const bool is_number =
        !text.empty() && text.size() <= 3 && text.find_first_not_of("0123456789") == std::string::npos;
    const unsigned bits = is_number ? static_cast<unsigned>(std::stoul(text)) : most + 1;
    if (bits > most) throw std::invalid_argument("\"" + whole + "\" has no length from 0 to " + std::to_string(most));
    return bits;
}

}  // namespace

AddressBlock::AddressBlock(const std::string& text) {
    const auto slash = text.find('/');
    first_ = address_of(text.substr(0, slash), text);
    const unsigned most = first_.is_v4() ? 32 : 128;
    bits_ = slash == std::string::npos ? most : bits_of(text.substr(slash + 1), most, text);
}

bool AddressBlock::holds(const ip::address& address) const {
    if (address.is_v4() != first_.is_v4()) return false;
    if (address.is_v4()) return agree(first_.to_v4().to_bytes(), address.to_v4().to_bytes(), bits_);
    return agree(first_.to_v6().to_bytes(), address.to_v6().to_bytes(), bits_);
}

ip::address unwrapped(const ip::address& address) {
    static const AddressBlock mapped("::ffff:0:0/96"), nat64("64:ff9b::/96");
    if (!mapped.holds(address) && !nat64.holds(address)) return address;
    const auto bytes = address.to_v6().to_bytes();
    ip::address_v4::bytes_type inner{};
    std::copy_n(bytes.begin() + kIpv4At, inner.size(), inner.begin());
    return ip::address_v4(inner);
}

AddressScope address_scope_of(const ip::address& address) {
    const ip::address inner = unwrapped(address);
    const auto found =
        std::find_if(rows().begin(), rows().end(), [&](const Row& each) { return each.block.holds(inner); });
    return found == rows().end() ? AddressScope::nobody : found->reach;
}

}  // namespace gateway
