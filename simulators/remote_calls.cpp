#include "simulators/remote_calls.h"

#include <algorithm>

namespace simulators {

using ocpp::Reply;
using Started = ocpp::RemoteStartTransaction::Response;
using Stopped = ocpp::RemoteStopTransaction::Response;
using StartStop = ocpp::RemoteStartStopStatus;

namespace {

/// Of those that drop the link when they are started again too soon (quirk 107).
constexpr std::chrono::seconds kQuickStart{60};

}  // namespace

void RemoteCalls::answer(const ocpp::RemoteStartTransaction::Request& request, const Reply& reply) {
    Connector* connector = csms_.is_ready() ? connector_for_remote_start(request) : nullptr;
    const auto& profile = request.chargingProfile;
    const bool bad_profile =
        profile &&
        (profile->chargingProfilePurpose != ocpp::ChargingProfilePurposeType::TxProfile || profile->transactionId);
    if (!connector || bad_profile) return reply.with(Started{StartStop::Rejected});
    state_.tell(Event::Kind::note, connector->number, "remote start by " + request.idTag.value);
    start_remotely(*connector, {request.idTag.value, sessions_.permission_end(), profile}, reply);
}

Connector* RemoteCalls::connector_for_remote_start(const ocpp::RemoteStartTransaction::Request& request) {
    if (!request.connectorId && state_.behaviour().rejects_start_without_connector) return nullptr;
    const int wanted = request.connectorId ? static_cast<int>(std::min<std::int64_t>(*request.connectorId, 1000)) : 0;
    Connector* connector = sessions_.connector_for_start(wanted);
    const bool too_late = connector && connector->finishing && state_.behaviour().rejects_remote_start_in_finishing;
    return too_late ? nullptr : connector;
}

void RemoteCalls::start_remotely(Connector& connector, const Permission& permission, const Reply& reply) {
    const Behaviour& behaviour = state_.behaviour();
    if (behaviour.authorizes_before_answering_start) return authorise_then_start(connector, permission, reply);
    if (behaviour.starts_before_answering && connector.plugged) {
        held_start_ = HeldAnswer{connector.number, reply};
        return sessions_.grant(connector, permission);
    }
    reply.with(Started{StartStop::Accepted});
    if (behaviour.ignores_remote_start) return;
    const bool quick = connector.last_stop && state_.now.steady - *connector.last_stop < kQuickStart;
    if (quick && behaviour.drops_link_on_quick_start) return state_.leave_link(kSulk);
    if (!state_.configuration.boolean("AuthorizeRemoteTxRequests")) return sessions_.grant(connector, permission);
    sessions_.authorise(permission.id_tag, [this, &connector, permission] { sessions_.grant(connector, permission); });
}

void RemoteCalls::authorise_then_start(Connector& connector, const Permission& permission, const Reply& reply) {
    csms_.call<ocpp::Authorize>({permission.id_tag}, [this, &connector, permission, reply](const auto& outcome) {
        if (std::holds_alternative<ocpp::Disconnected>(outcome)) return;
        const auto* authorised = std::get_if<ocpp::Authorize::Response>(&outcome);
        const bool accepted = authorised && authorised->idTagInfo.status == ocpp::AuthorizationStatus::Accepted;
        reply.with(Started{accepted ? StartStop::Accepted : StartStop::Rejected});
        if (accepted) sessions_.grant(connector, permission);
    });
}

void RemoteCalls::give_held_answer(int connector) {
    if (!held_start_ || held_start_->connector != connector) return;
    held_start_->reply.with(Started{StartStop::Accepted});
    held_start_.reset();
}

void RemoteCalls::answer(const ocpp::RemoteStopTransaction::Request& request, const Reply& reply) {
    const auto found =
        std::find_if(state_.connectors.begin(), state_.connectors.end(), [&](const Connector& connector) {
            return connector.transaction && connector.transaction->id == request.transactionId;
        });
    if (found == state_.connectors.end()) return reply.with(Stopped{StartStop::Rejected});
    reply.with(Stopped{StartStop::Accepted});
    if (!state_.behaviour().ignores_remote_stop) sessions_.end_transaction(*found, ocpp::Reason::Remote);
}

}  // namespace simulators
