#include <algorithm>

#include "gateway/charge_point/charge_point.h"
#include "gateway/log.h"

/// Sessions of which nothing is heard any more: open when their charger rebooted, or told to be over by a status alone (quirk 55).
namespace gateway {

namespace {

/// Chargers that go on with a session after a reboot pass through Preparing; its stop may be on its way too.
constexpr std::chrono::seconds kPatienceInPreparing{30};

}  // namespace

void ChargePoint::doubt_transactions() {
    doubtful_transactions_.clear();
    for (const auto& [id, connector] : connectors_) {
        const auto& open = connector->view.observed.transaction;
        connector->view.observed.transaction_is_in_doubt = open.has_value();
        if (open) doubtful_transactions_[id] = {open->id, std::nullopt};
    }
}

void ChargePoint::watch_doubtful_transactions() {
    std::optional<SteadyTime> next;
    for (auto& [id, doubtful] : doubtful_transactions_) {
        const bool prepares = connectors_.at(id)->view.observed.status == ocpp::ChargePointStatus::Preparing;
        if (!prepares) doubtful.lost_at.reset();
        else if (!doubtful.lost_at) doubtful.lost_at = services_.time.now() + kPatienceInPreparing;
        keep_earlier(next, doubtful.lost_at);
    }
    for (const auto& [id, connector] : connectors_) keep_earlier(next, connector->transaction_lost_at());
    if (next) lost_alarm_->set(*next);
    else lost_alarm_->clear();
}

/// Only its own meter values tell that a session survived: the status may be of the next one.
void ChargePoint::confirm_transaction(int connector_id, std::int64_t id) {
    const auto found = doubtful_transactions_.find(connector_id);
    if (found == doubtful_transactions_.end() || found->second.id != id) return;
    doubtful_transactions_.erase(found);
    connectors_.at(connector_id)->view.observed.transaction_is_in_doubt = false;
}

void ChargePoint::close_lost_transactions() {
    const SteadyTime now = services_.time.now();
    const auto give_up = [this](Connector& connector, ocpp::Reason reason) {
        log::warning("transaction.lost", record_.id + " " + std::to_string(connector.view.observed.transaction->id));
        close_transaction(connector, reason, std::nullopt);
    };
    for (auto at = doubtful_transactions_.begin(); at != doubtful_transactions_.end();) {
        const auto [connector_id, doubtful] = *at;
        const bool is_lost = doubtful.lost_at && now >= *doubtful.lost_at;
        at = is_lost ? doubtful_transactions_.erase(at) : std::next(at);
        Connector& connector = *connectors_.at(connector_id);
        const auto& open = connector.view.observed.transaction;
        if (is_lost && open && open->id == doubtful.id) give_up(connector, ocpp::Reason::PowerLoss);
    }
    for (const auto& [id, connector] : connectors_) {
        const auto lost_at = connector->transaction_lost_at();
        if (lost_at && now >= *lost_at) give_up(*connector, ocpp::Reason::EVDisconnected);
    }
    watch_doubtful_transactions();
    decide_soon();
}

}  // namespace gateway
