#pragma once

#include <cstddef>
#include <map>

#include <boost/asio/ip/address.hpp>

namespace gateway {

/// Counts sockets that have not finished their upgrade, in all and per address. Pure.
class AcceptGate {
  public:
    using Address = boost::asio::ip::address;

    AcceptGate(std::size_t per_address, std::size_t total) : per_address_(per_address), total_(total) {}

    /// True while accepting must wait for handshakes to end.
    bool is_full() const { return waiting_ >= total_; }

    /// False when this address already has its share; else the socket counts until leave().
    bool enter(const Address& address) {
        std::size_t& count = by_address_[address];
        if (count >= per_address_) {
            return false;
        }
        ++count;
        ++waiting_;
        return true;
    }
    void leave(const Address& address) {
        const auto found = by_address_.find(address);
        if (found == by_address_.end()) {
            return;
        }
        --waiting_;
        if (--found->second == 0) {
            by_address_.erase(found);
        }
    }
    std::size_t waiting() const { return waiting_; }

  private:
    std::size_t per_address_;
    std::size_t total_;
    std::size_t waiting_ = 0;
    std::map<Address, std::size_t> by_address_;  // bounded by total_
};

}  // namespace gateway
