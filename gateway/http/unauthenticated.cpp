#include "gateway/http/unauthenticated.h"

#include <utility>

namespace gateway::http {

Unauthenticated::Ticket Unauthenticated::enter(const std::string& address, std::weak_ptr<HttpConnection> connection) {
    const Ticket ticket = ++last_;
    by_address_[address].insert(ticket);
    waiting_.emplace(ticket, Waiting{address, std::move(connection)});
    return ticket;
}

void Unauthenticated::leave(Ticket ticket) {
    const auto found = waiting_.find(ticket);
    if (found == waiting_.end()) return;
    const auto of_address = by_address_.find(found->second.address);
    of_address->second.erase(ticket);
    if (of_address->second.empty()) by_address_.erase(of_address);
    waiting_.erase(found);
}

std::size_t Unauthenticated::of(const std::string& address) const {
    const auto found = by_address_.find(address);
    return found == by_address_.end() ? 0 : found->second.size();
}

std::shared_ptr<HttpConnection> Unauthenticated::oldest() const {
    return waiting_.empty() ? nullptr : waiting_.begin()->second.connection.lock();
}

std::shared_ptr<HttpConnection> Unauthenticated::oldest_of(const std::string& address) const {
    const auto found = by_address_.find(address);
    return found == by_address_.end() ? nullptr : waiting_.at(*found->second.begin()).connection.lock();
}

}  // namespace gateway::http
