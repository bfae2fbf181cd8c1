#include "gateway/transactions/lost_sessions.h"

namespace gateway {

namespace {

/// Chargers that go on with a session after a reboot pass through Preparing; its stop may be on its way too.
constexpr std::chrono::seconds kPatienceInPreparing{30};

}  // namespace

LostSessions::LostSessions(Time& time, const std::map<int, ConnectorView*>& connectors, Ports ports)
    : time_(time),
      connectors_(connectors),
      ports_(std::move(ports)),
      timer_(time.make_timer([this] { close_lost(); })) {}

void LostSessions::mark_all_stale() {
    stale_.clear();
    for (const auto& [id, connector] : connectors_) {
        const auto& open = connector->observed.transaction;
        connector->observed.transaction_is_stale = open.has_value();
        if (open) stale_[id] = {open->id, std::nullopt};
    }
}

void LostSessions::watch() {
    std::optional<SteadyTime> next;
    for (auto& [id, stale] : stale_) {
        const bool prepares = connectors_.at(id)->observed.status == ocpp::ChargePointStatus::Preparing;
        if (!prepares) stale.lost_at.reset();
        else if (!stale.lost_at) stale.lost_at = time_.now() + kPatienceInPreparing;
        keep_earlier(next, stale.lost_at);
    }
    for (const auto& [id, connector] : connectors_) keep_earlier(next, ports_.lost_at(id));
    if (next) timer_->set(*next);
    else timer_->clear();
}

void LostSessions::confirm(int connector_id, std::int64_t id) {
    // The charger may call it by another id than before its reboot.
    auto& observed = connectors_.at(connector_id)->observed;
    if (!observed.transaction || observed.transaction->id != id) return;
    stale_.erase(connector_id);
    observed.transaction_is_stale = false;
}

void LostSessions::close_lost() {
    const SteadyTime now = time_.now();
    for (auto at = stale_.begin(); at != stale_.end();) {
        const auto [connector_id, stale] = *at;
        const bool is_lost = stale.lost_at && now >= *stale.lost_at;
        at = is_lost ? stale_.erase(at) : std::next(at);
        const auto& open = connectors_.at(connector_id)->observed.transaction;
        if (is_lost && open && open->id == stale.id) ports_.give_up(connector_id, ocpp::Reason::PowerLoss);
    }
    for (const auto& [id, connector] : connectors_) {
        const auto lost_at = ports_.lost_at(id);
        if (lost_at && now >= *lost_at) ports_.give_up(id, ocpp::Reason::EVDisconnected);
    }
    watch();
    ports_.decide_soon();
}

}  // namespace gateway
