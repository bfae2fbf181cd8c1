#include "gateway/net/name_lookups.h"

#include <iterator>

#include <boost/asio/ip/tcp.hpp>

namespace gateway {

namespace {

using boost::asio::ip::tcp;

std::vector<boost::asio::ip::address> addresses_in(const tcp::resolver::results_type& results) {
    std::vector<boost::asio::ip::address> addresses;
    for (const auto& each : results) addresses.push_back(each.endpoint().address());
    return addresses;
}

}  // namespace

/// One resolver for each question: only so can one be given up and the others not.
Resolve system_resolver(boost::asio::io_context& io, std::shared_ptr<std::size_t> asking) {
    return [&io, asking](const std::string& name, Resolved resolved) -> GiveUp {
        const auto resolver = std::make_shared<tcp::resolver>(io);
        ++*asking;
        resolver->async_resolve(
            name, "",
            [asking, resolver, resolved = std::move(resolved)](const boost::system::error_code& error,
                                                               const tcp::resolver::results_type& results) {
                --*asking;
                resolved(error ? error.message() : "", addresses_in(results));
            });
        return [weak = std::weak_ptr(resolver)] {
            if (const auto left = weak.lock()) left->cancel();
        };
    };
}

bool NameLookups::is_left_alone(const std::string& name, Clock::time_point now) const {
    const auto found = left_alone_until_.find(name);
    return found != left_alone_until_.end() && now < found->second;
}

GiveUp NameLookups::begin(const std::string& name, Resolved resolved) {
    asked_->push_back(name);
    return resolve_(name, [asked = asked_, mine = std::prev(asked_->end()), resolved = std::move(resolved)](
                              const auto& error, const auto& addresses) {
        asked->erase(mine);
        resolved(error, addresses);
    });
}

void NameLookups::time_out(const std::string& name, Clock::time_point now) {
    if (asked_->empty() || asked_->front() != name) return;
    for (auto each = left_alone_until_.begin(); each != left_alone_until_.end();)
        each = each->second <= now ? left_alone_until_.erase(each) : std::next(each);
    left_alone_until_[name] = now + pause_;
}

}  // namespace gateway
