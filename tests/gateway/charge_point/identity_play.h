#pragma once

#include <algorithm>
#include <memory>
#include <string>

#include "bench.h"

/// Boxes that go by one id.
namespace gateway {

/// Another box under the bench's id; its socket, whether or not it was let stay.
inline std::shared_ptr<FakeLink> dial(Bench& bench, const std::string& serial,
                                      const std::string& address = "127.0.0.1") {
    static std::uint64_t generation = 5000;
    UpgradeRequest request;
    request.identity = bench.name;
    request.remote_address = address;
    if (bench.site->admission().admit(request, kLive).http_status != 101) return nullptr;
    const auto link = std::make_shared<FakeLink>(bench.name, ++generation);
    link->address = address;
    bench.site->admission().link_opened(link);
    bench.settle();
    if (!link->open) return link;
    bench.site->admission().received(
        *link, R"([2,"b)" + std::to_string(generation) + R"(","BootNotification",{"chargePointVendor":"V",)" +
                   R"("chargePointModel":"M","chargePointSerialNumber":")" + serial + "\"}]");
    bench.settle();
    return link;
}

inline void hang_up(Bench& bench, FakeLink& link) {
    link.open = false;
    bench.site->admission().link_closed(link);
    bench.settle();
}

/// A charger that was here for long, and is away for a moment.
inline void have_been_here(Bench& bench, const std::string& serial, const std::string& address = "127.0.0.1") {
    bench.arrive();
    bench.disconnect();
    const auto link = dial(bench, serial, address);
    bench.advance(5s);
    hang_up(bench, *link);
}

inline std::size_t clashes(Bench& bench) {
    const auto& events = bench.storage.rows().security_events();
    return static_cast<std::size_t>(
        std::count_if(events.begin(), events.end(), [](const auto& event) { return event.type == "identity clash"; }));
}

inline bool is_told(Bench& bench) {
    const auto alarms = bench.read().alerts;
    return std::any_of(alarms.begin(), alarms.end(), [](const auto& alarm) { return alarm.code == "IDENTITY_CLASH"; });
}

}  // namespace gateway
