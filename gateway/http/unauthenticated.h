#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>

namespace gateway::http {

class HttpConnection;

/// The connections that have not shown a good key yet, oldest first, in all and by address: where there is no room for
/// a newcomer, the one that has been silent longest makes it. Io thread.
class Unauthenticated {
  public:
    using Ticket = std::uint64_t;  ///< 0: none

    Ticket enter(const std::string& address, std::weak_ptr<HttpConnection> connection);
    /// It showed a key, or is closed. Harmless for a ticket that is given back already.
    void leave(Ticket ticket);
    std::size_t count() const { return waiting_.size(); }
    std::size_t of(const std::string& address) const;
    /// Null: there is none.
    std::shared_ptr<HttpConnection> oldest() const;
    std::shared_ptr<HttpConnection> oldest_of(const std::string& address) const;

  private:
    struct Waiting {
        std::string address;
        std::weak_ptr<HttpConnection> connection;
    };

    Ticket last_ = 0;
    std::map<Ticket, Waiting> waiting_;
    std::map<std::string, std::set<Ticket>> by_address_;
};

}  // namespace gateway::http
