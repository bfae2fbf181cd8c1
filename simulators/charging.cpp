#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "simulators/charge_point.h"
#include "simulators/meter_faults.h"
#include "simulators/meter_readings.h"

/// The part of ChargePoint that decides who may charge and how much.
namespace simulators {

namespace {

constexpr const char* kFreeTag = "FREE";

bool same_tag(const std::string& a, const std::string& b) {
    const auto upper = [](char c) { return c >= 'a' && c <= 'z' ? c - 'a' + 'A' : static_cast<int>(c); };
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [&](char x, char y) { return upper(x) == upper(y); });
}

}  // namespace

void ChargePoint::plug(int number, Moment now) {
    advance(now);
    Connector* connector = find_connector(number);
    if (!connector || connector->plugged) return tell(Event::Kind::note, number, "nothing to plug in there");
    connector->plugged = true;
    connector->finishing = false;
    tell(Event::Kind::note, number, "vehicle plugged in");
    announce(*connector);
    if (connector->permission) begin_transaction(*connector, Permission(*connector->permission));
    begin_if_free_vending(*connector);
    settle();
}

void ChargePoint::unplug(int number, Moment now) {
    advance(now);
    Connector* connector = find_connector(number);
    if (!connector || !connector->plugged) return tell(Event::Kind::note, number, "nothing to unplug there");
    connector->plugged = false;
    connector->finishing = false;
    tell(Event::Kind::note, number, "vehicle unplugged");
    const bool stops = configuration_.boolean("StopTransactionOnEVSideDisconnect");
    if (connector->transaction && stops) end_transaction(*connector, ocpp::Reason::EVDisconnected);
    settle();
}

void ChargePoint::change_vehicle(int number, Vehicle vehicle, Moment now) {
    advance(now);
    Connector* connector = find_connector(number);
    if (!connector) return tell(Event::Kind::note, number, "there is no such connector");
    connector->vehicle = vehicle;
    connector->vehicle.wakes_on_edge_only |= options_.behaviour.vehicle_wakes_on_edge_only;
    settle();
}

void ChargePoint::set_error(int number, ocpp::ChargePointErrorCode error, Moment now) {
    advance(now);
    Connector* connector = find_connector(number);
    if (!connector) return tell(Event::Kind::note, number, "there is no such connector");
    connector->error = error;
    settle();
}

void ChargePoint::swipe(const std::string& id_tag, int number, Moment now) {
    advance(now);
    if (!stop_own_transaction(id_tag)) authorise(id_tag, [this, id_tag, number] { grant_to_swiper(id_tag, number); });
    settle();
}

bool ChargePoint::stop_own_transaction(const std::string& id_tag) {
    for (Connector& connector : connectors_) {
        if (!connector.transaction || !same_tag(connector.transaction->id_tag, id_tag)) continue;
        end_transaction(connector, ocpp::Reason::Local);
        return true;
    }
    return false;
}

void ChargePoint::authorise(const std::string& id_tag, std::function<void()> when_accepted) {
    const auto offline = [this, when_accepted] {
        if (configuration_.boolean("AllowOfflineTxForUnknownId")) return when_accepted();
        tell(Event::Kind::note, 0, "offline, the tag cannot be checked");
    };
    if (!uplink_.is_ready()) return offline();
    uplink_.call<ocpp::Authorize>({id_tag}, [this, offline, when_accepted](const auto& outcome) {
        if (std::holds_alternative<ocpp::Disconnected>(outcome)) return offline();
        const auto* answer = std::get_if<ocpp::Authorize::Response>(&outcome);
        if (answer && answer->idTagInfo.status == ocpp::AuthorizationStatus::Accepted) return when_accepted();
        tell(Event::Kind::note, 0, "the tag was not accepted");
    });
}

Connector* ChargePoint::connector_for_start(int number) {
    if (number > 0) {
        Connector* connector = find_connector(number);
        return connector && connector->is_free_for_start() ? connector : nullptr;
    }
    const auto first = [this](bool plugged) -> Connector* {
        for (Connector& connector : connectors_) {
            if (connector.plugged == plugged && connector.is_free_for_start()) return &connector;
        }
        return nullptr;
    };
    Connector* with_vehicle = first(true);
    return with_vehicle ? with_vehicle : first(false);
}

void ChargePoint::grant_to_swiper(const std::string& id_tag, int number) {
    Connector* connector = connector_for_start(number);
    if (!connector) return tell(Event::Kind::note, number, "no connector is free");
    grant(*connector, {id_tag, permission_end(), std::nullopt});
}

SteadyTime ChargePoint::permission_end() const {
    return now_.steady + std::chrono::seconds(configuration_.integer("ConnectionTimeOut"));
}

void ChargePoint::grant(Connector& connector, Permission permission) {
    if (!connector.is_free_for_start()) return;
    if (connector.plugged) return begin_transaction(connector, permission);
    tell(Event::Kind::note, connector.number, "authorised, waiting for a vehicle");
    connector.permission = std::move(permission);
}

void ChargePoint::begin_if_free_vending(Connector& connector) {
    const bool wanted = options_.autostart && has_booted_ && connector.plugged && !connector.finishing;
    if (wanted && connector.is_free_for_start()) begin_transaction(connector, {kFreeTag, now_.steady, std::nullopt});
}

void ChargePoint::begin_transaction(Connector& connector, const Permission& permission) {
    connector.finishing = false;
    connector.permission.reset();
    announce(connector);  // from Finishing the way to Charging leads over Preparing (section 4.9)
    auto transaction = std::make_shared<Transaction>();
    transaction->connector = connector.number;
    transaction->id_tag = permission.id_tag;
    transaction->meter_start_wh = connector.register_wh();
    transaction->started = now_;
    transaction->began_wh = connector.meter_wh;
    if (options_.behaviour.meter_start_zero) transaction->meter_start_wh = 0;
    else transaction->told.told(connector.meter_wh, connector.energy_register.count());
    if (!options_.behaviour.stop_id.empty()) transaction->stop_id = std::atoll(options_.behaviour.stop_id.c_str());
    connector.frozen.reset();
    connector.lag.catch_up();
    transaction->freezes_defaults = options_.behaviour.tx_default_has_no_live_effect;
    transaction->frozen_defaults = profiles_.defaults_for(connector.number);
    connector.transaction = transaction;
    connector.last_sample = now_.steady;
    if (options_.behaviour.keeps_own_transaction_ids) transaction->id = next_own_transaction_++;
    if (permission.profile) {
        take_profile(connector.number, *permission.profile,
                     fate_of(*permission.profile, connector.number, options_.behaviour, profiles_.most_stack_level()));
    }
    tell(Event::Kind::transaction, connector.number, "started by " + permission.id_tag);
    messages_.push(transaction, ocpp::StartTransaction::Request{connector.number, permission.id_tag,
                                                                transaction->meter_start_wh, std::nullopt, now_.utc});
}

void ChargePoint::end_transaction(Connector& connector, ocpp::Reason reason) {
    const auto transaction = std::move(connector.transaction);
    connector.transaction.reset();
    ocpp::StopTransaction::Request request;
    if (reason == ocpp::Reason::Local) request.idTag = ocpp::IdToken(transaction->id_tag);
    request.meterStop = options_.behaviour.meter_stop_zero ? 0 : connector.register_wh();
    transaction->ended_wh = connector.meter_wh;
    if (!options_.behaviour.meter_stop_zero)
        transaction->told.told(connector.meter_wh, connector.energy_register.count());
    connector.dead_transaction = transaction->id;
    connector.draws_on_until = now_.steady + std::chrono::seconds(options_.behaviour.draws_on_after_stop_s);
    request.timestamp = now_.utc;
    request.reason = ocpp::Token(reason);
    const auto& items = configuration_.metered("StopTxnSampledData");
    auto readings =
        read_meter(connector, wiring_, items, ocpp::ReadingContext::Transaction_End, now_.utc, options_.behaviour);
    spoil(readings, connector, options_.behaviour);
    if (!readings.sampledValue.empty()) request.transactionData = {std::move(readings)};
    connector.finishing = connector.plugged;
    connector.last_stop = now_.steady;
    connector.settle_flow(now_.steady);
    profiles_.end_transaction(connector.number);
    const auto energy_wh = request.meterStop - transaction->meter_start_wh;
    tell(Event::Kind::transaction, connector.number,
         "stopped (" + std::string(ocpp::wire_name(reason)) + ") after " + std::to_string(energy_wh) + " Wh");
    messages_.push(transaction, std::move(request));
}

void ChargePoint::on_start_answer(const std::shared_ptr<Transaction>& transaction,
                                  const ocpp::StartTransaction::Response& answer) {
    give_held_answer(transaction->connector);
    const bool accepted = answer.idTagInfo.status == ocpp::AuthorizationStatus::Accepted;
    tell(Event::Kind::transaction, transaction->connector,
         "number " + std::to_string(answer.transactionId) + (accepted ? "" : ", but the tag was not accepted"));
    Connector* connector = find_connector(transaction->connector);
    const bool running = connector && connector->transaction == transaction;
    if (accepted || !running || !configuration_.boolean("StopTransactionOnInvalidId")) return;
    end_transaction(*connector, ocpp::Reason::DeAuthorized);
}

int ChargePoint::sharers() const {
    const auto charging = std::count_if(connectors_.begin(), connectors_.end(), [](const Connector& connector) {
        return connector.transaction && connector.plugged && !connector.is_faulted();
    });
    return std::max(1, static_cast<int>(charging));
}

CurrentLimit ChargePoint::limit_for(const Connector& connector) const {
    CurrentLimit limit = most_for(connector);
    limit.amperes = rounded_to_step(limit.amperes, options_.behaviour.ampere_steps);
    return limit;
}

CurrentLimit ChargePoint::most_for(const Connector& connector) const {
    CurrentLimit limit{std::min(options_.max_current_a, vendor_limit_a_.value_or(options_.max_current_a)),
                       options_.phases};
    if (options_.behaviour.ignores_profiles) return limit;
    std::optional<TransactionView> view;
    if (connector.transaction) view = connector.transaction->view();
    auto own = profiles_.connector_limit(connector.number, view ? &*view : nullptr, now_.utc);
    if (foreign_limit_rules()) own = CurrentLimit{kForeignLimit_a, options_.phases};
    if (own) limit = smaller_of(limit, *own);
    if (auto station = profiles_.station_limit(now_.utc)) {
        station->amperes /= sharers();  // the station's limit is a total
        limit = smaller_of(limit, *station);
    }
    return limit;
}

bool ChargePoint::foreign_limit_rules() const { return foreign_limit_from_ && now_.steady >= *foreign_limit_from_; }

std::optional<SteadyTime> ChargePoint::next_foreign_limit() const {
    return foreign_limit_rules() ? std::nullopt : foreign_limit_from_;
}

void ChargePoint::resume(Connector& connector) {
    if (!options_.behaviour.drops_tx_profile_on_resume) return;
    profiles_.end_transaction(connector.number);
    connector.offered = limit_for(connector);
}

/// What was told may take its time, and a write may let everything flow for some seconds.
CurrentLimit ChargePoint::limit_that_counts(Connector& connector) {
    const Behaviour& behaviour = options_.behaviour;
    const CurrentLimit told = limit_for(connector);
    if (!connector.transaction && !connector.draws_on(now_.steady)) connector.lag.catch_up();
    const LimitLag::Times times{behaviour.reduction_takes_s, behaviour.pause_takes_s, behaviour.resume_takes_s};
    const CurrentLimit counts = connector.lag.follow(told, connector.least_current_a(), times, now_.steady);
    const bool spikes = now_.steady < connector.spikes_until && counts.amperes >= connector.least_current_a();
    return spikes ? CurrentLimit{options_.max_current_a, options_.phases} : counts;
}

void ChargePoint::settle() {
    for (Connector& connector : connectors_) settle_connector(connector);
}

void ChargePoint::settle_connector(Connector& connector) {
    const double before_a = connector.offered.amperes;
    connector.offered = limit_that_counts(connector);
    const double least_a = connector.least_current_a();
    if (connector.transaction && before_a < least_a && connector.offered.amperes >= least_a) resume(connector);
    if (surroundings_.on_event && connector.transaction && std::abs(before_a - connector.offered.amperes) > 0.05) {
        tell(Event::Kind::limit, connector.number,
             "now " + decimal(connector.offered.amperes, 1) + " A (" +
                 decimal(watts(connector.offered, wiring_) / 1000, 2) + " kW)");
    }
    connector.settle_flow(now_.steady);
    const bool ends =
        connector.transaction && connector.offered.amperes < least_a && options_.behaviour.zero_ends_transaction;
    if (ends) end_transaction(connector, ocpp::Reason::Other);
    announce(connector);
}

}  // namespace simulators
