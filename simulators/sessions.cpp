#include "simulators/sessions.h"

#include <algorithm>
#include <cstdlib>

#include "json/ascii.h"
#include "simulators/meter_faults.h"
#include "simulators/meter_readings.h"

namespace simulators {

namespace {

constexpr const char* kFreeTag = "FREE";

}  // namespace

bool Sessions::stop_own_transaction(const std::string& id_tag) {
    for (Connector& connector : state_.connectors) {
        if (!connector.transaction || !json::equal_ignoring_case(connector.transaction->id_tag, id_tag)) continue;
        end_transaction(connector, ocpp::Reason::Local);
        return true;
    }
    return false;
}

void Sessions::authorise(const std::string& id_tag, std::function<void()> when_accepted) {
    const auto offline = [this, when_accepted] {
        if (state_.configuration.boolean("AllowOfflineTxForUnknownId")) return when_accepted();
        state_.tell(Event::Kind::note, 0, "offline, the tag cannot be checked");
    };
    if (!csms_.is_ready()) return offline();
    csms_.call<ocpp::Authorize>({id_tag}, [this, offline, when_accepted](const auto& outcome) {
        if (std::holds_alternative<ocpp::Disconnected>(outcome)) return offline();
        const auto* answer = std::get_if<ocpp::Authorize::Response>(&outcome);
        if (answer && answer->idTagInfo.status == ocpp::AuthorizationStatus::Accepted) return when_accepted();
        state_.tell(Event::Kind::note, 0, "the tag was not accepted");
    });
}

Connector* Sessions::connector_for_start(int number) {
    if (number > 0) {
        Connector* connector = state_.find(number);
        return connector && connector->is_free_for_start() ? connector : nullptr;
    }
    const auto first = [this](bool plugged) -> Connector* {
        for (Connector& connector : state_.connectors) {
            if (connector.plugged == plugged && connector.is_free_for_start()) return &connector;
        }
        return nullptr;
    };
    Connector* with_vehicle = first(true);
    return with_vehicle ? with_vehicle : first(false);
}

void Sessions::grant_to_swiper(const std::string& id_tag, int number) {
    Connector* connector = connector_for_start(number);
    if (!connector) return state_.tell(Event::Kind::note, number, "no connector is free");
    grant(*connector, {id_tag, permission_end(), std::nullopt});
}

SteadyTime Sessions::permission_end() const {
    return state_.now.steady + std::chrono::seconds(state_.configuration.integer("ConnectionTimeOut"));
}

void Sessions::grant(Connector& connector, Permission permission) {
    if (!connector.is_free_for_start()) return;
    if (connector.plugged) return begin_transaction(connector, permission);
    state_.tell(Event::Kind::note, connector.number, "authorised, waiting for a vehicle");
    connector.permission = std::move(permission);
}

void Sessions::begin_if_free_vending(Connector& connector) {
    const bool wanted = state_.options.autostart && has_booted && connector.plugged && !connector.finishing;
    if (wanted && connector.is_free_for_start())
        begin_transaction(connector, {kFreeTag, state_.now.steady, std::nullopt});
}

void Sessions::begin_transaction(Connector& connector, const Permission& permission) {
    connector.finishing = false;
    connector.permission.reset();
    statuses_.announce(connector);  // from Finishing the way to Charging leads over Preparing (section 4.9)
    auto transaction = std::make_shared<Transaction>();
    transaction->connector = connector.number;
    transaction->id_tag = permission.id_tag;
    transaction->meter_start_wh = connector.register_wh();
    transaction->started = state_.now;
    transaction->began_wh = connector.meter_wh;
    if (state_.behaviour().meter_start_zero) transaction->meter_start_wh = 0;
    else transaction->told.told(connector.meter_wh, connector.energy_register.count());
    if (!state_.behaviour().stop_id.empty()) transaction->stop_id = std::atoll(state_.behaviour().stop_id.c_str());
    connector.frozen.reset();
    connector.lag.catch_up();
    transaction->freezes_defaults = state_.behaviour().tx_default_has_no_live_effect;
    transaction->frozen_defaults = state_.profiles.defaults_for(connector.number);
    connector.transaction = transaction;
    connector.last_sample = state_.now.steady;
    if (state_.behaviour().keeps_own_transaction_ids) transaction->id = next_own_transaction_++;
    if (permission.profile) {
        profile_calls_.take_profile(
            connector.number, *permission.profile,
            fate_of(*permission.profile, connector.number, state_.behaviour(), state_.profiles.most_stack_level()));
    }
    state_.tell(Event::Kind::transaction, connector.number, "started by " + permission.id_tag);
    messages_.push(transaction,
                   ocpp::StartTransaction::Request{connector.number, permission.id_tag, transaction->meter_start_wh,
                                                   std::nullopt, state_.now.utc});
}

void Sessions::end_transaction(Connector& connector, ocpp::Reason reason) {
    const auto transaction = std::move(connector.transaction);
    connector.transaction.reset();
    ocpp::StopTransaction::Request request;
    if (reason == ocpp::Reason::Local) request.idTag = ocpp::IdToken(transaction->id_tag);
    request.meterStop = state_.behaviour().meter_stop_zero ? 0 : connector.register_wh();
    transaction->ended_wh = connector.meter_wh;
    // Beside a meter that froze, how long the stop's register took to get there is not to be known.
    if (!state_.behaviour().meter_stop_zero && !connector.frozen)
        transaction->told.told(connector.meter_wh, connector.energy_register.count());
    connector.dead_transaction = transaction->id;
    connector.draws_on_until = state_.now.steady + std::chrono::seconds(state_.behaviour().draws_on_after_stop_s);
    request.timestamp = state_.now.utc;
    request.reason = ocpp::Token(reason);
    const auto& items = state_.configuration.metered("StopTxnSampledData");
    auto readings = read_meter(connector, state_.wiring, items, ocpp::ReadingContext::Transaction_End, state_.now.utc,
                               state_.behaviour());
    spoil(readings, connector, state_.behaviour());
    if (!readings.sampledValue.empty()) request.transactionData = {std::move(readings)};
    connector.finishing = connector.plugged;
    connector.last_stop = state_.now.steady;
    connector.settle_flow(state_.now.steady);
    state_.profiles.end_transaction(connector.number);
    const auto energy_wh = request.meterStop - transaction->meter_start_wh;
    state_.tell(Event::Kind::transaction, connector.number,
                "stopped (" + std::string(ocpp::wire_name(reason)) + ") after " + std::to_string(energy_wh) + " Wh");
    messages_.push(transaction, std::move(request));
}

void Sessions::on_start_answer(const std::shared_ptr<Transaction>& transaction,
                               const ocpp::StartTransaction::Response& answer) {
    start_answered(transaction->connector);
    const bool accepted = answer.idTagInfo.status == ocpp::AuthorizationStatus::Accepted;
    state_.tell(Event::Kind::transaction, transaction->connector,
                "number " + std::to_string(answer.transactionId) + (accepted ? "" : ", but the tag was not accepted"));
    Connector* connector = state_.find(transaction->connector);
    const bool running = connector && connector->transaction == transaction;
    if (accepted || !running || !state_.configuration.boolean("StopTransactionOnInvalidId")) return;
    end_transaction(*connector, ocpp::Reason::DeAuthorized);
}

void Sessions::expire_permissions() {
    for (Connector& connector : state_.connectors) {
        if (!connector.permission || state_.now.steady < connector.permission->expires) continue;
        connector.permission.reset();
        state_.tell(Event::Kind::note, connector.number, "nobody plugged in, the authorisation has expired");
    }
}

void Sessions::restarted(Connector& connector) {
    const bool survives = state_.behaviour().session_survives_reboot && connector.transaction;
    if (connector.transaction && !survives) end_transaction(connector, ocpp::Reason::Reboot);
    if (survives) connector.lie = {ocpp::ChargePointStatus::Available, connector.status()};
    if (state_.behaviour().register_restarts_on_reboot) connector.energy_register.restart(connector.meter_wh);
    connector.permission.reset();
    if (!survives) connector.finishing = false;
}

}  // namespace simulators
