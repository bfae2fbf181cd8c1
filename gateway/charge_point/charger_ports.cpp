#include "gateway/charge_point/charger_parts.h"
#include "gateway/log.h"
#include "ocpp/messages/local_auth_list.h"

/// ChargerParts: what the parts of the lower rooms reach their charger through.
namespace gateway {

ChargerSecurity::Ports ChargerParts::security_ports() {
    ChargerSecurity::Ports ports;
    ports.write = [this](storage::Batch batch, auto done) { writes.write(std::move(batch), std::move(done)); };
    ports.store_until_durable = [this] {
        operator_changes.password_was_used();
        writes.store_record();
    };
    ports.login_profile = [this] { return conversation.is_open() ? conversation.link()->security_profile() : 0; };
    ports.change_configuration = [this](const auto& request, auto on_outcome) {
        if (!may_be_called()) return on_outcome(ocpp::Disconnected{});
        calls.call<ocpp::ChangeConfiguration>(request, in_the_same_name(std::move(on_outcome)));
    };
    ports.certificate_signed = [this](const auto& request, auto on_outcome) {
        if (!conversation.is_open()) return on_outcome(ocpp::Disconnected{});
        calls.call<ocpp::CertificateSigned>(request, std::move(on_outcome));
    };
    ports.sign = context.services.sign_certificate;
    ports.issued = context.services.certificate_issued;
    ports.log = context.services.security_log;
    ports.time = &context.services.time;
    return ports;
}

Reservations::Ports ChargerParts::reservation_ports() {
    Reservations::Ports ports;
    ports.why_not_now = [this] { return why_not_now(); };
    ports.next_id = [this] { return context.services.next_reservation_id(); };
    ports.store = [this](const auto& record, auto done) {
        writes.write({storage::PutReservation{record}},
                     [done = std::move(done)](const storage::Written& written) { done(written.durable); });
    };
    ports.reserve = [this](const auto& request, auto answer) {
        calls.call<ocpp::ReserveNow>(request, in_the_same_name(std::move(answer)));
    };
    ports.cancel = [this](auto id, auto answer) {
        calls.call<ocpp::CancelReservation>({id}, in_the_same_name(std::move(answer)));
    };
    return ports;
}

LocalList::Ports ChargerParts::local_list_ports() {
    LocalList::Ports ports;
    ports.why_not_now = [this] { return why_not_now(); };
    ports.may_send_unasked = [this] {
        const auto& record = context.record;
        return record.control && !loop.is_retiring() && record.environment == canonical::Environment::live;
    };
    ports.ask = [this](const auto& request, auto answer) {
        calls.call<ocpp::GetConfiguration>(request, in_the_same_name(std::move(answer)));
    };
    ports.send = [this](const auto& request, LocalList::Ports::Answer answer) {
        answer = in_the_same_name(std::move(answer));
        // Between two parts whatever is due goes out: a long list must not hold up a limit.
        context.services.time.post([this, still_here = context.still_here(), request, answer = std::move(answer)] {
            const auto alive = still_here.lock();
            if (!alive) return;
            if (!conversation.is_open()) return answer(ocpp::Outcome<ocpp::SendLocalList>(ocpp::Disconnected{}));
            loop.decide();
            calls.call<ocpp::SendLocalList>(request, answer);
        });
    };
    ports.store = [this](const auto& record) { writes.write({storage::PutLocalList{record}}, nullptr); };
    ports.wanted = [this] {
        std::vector<ocpp::AuthorizationData> entries;
        if (context.record.environment == canonical::Environment::sandbox) return entries;  // the tags are the site's
        for (const auto& tag : context.services.authorisation.list())
            entries.push_back({ocpp::IdToken(tag.id_tag), Authorisation::info_of(tag, context.utc())});
        return entries;
    };
    return ports;
}

Transactions::Ports ChargerParts::transaction_ports() {
    Transactions::Ports ports;
    ports.strictness = [this] { return context.strictness(); };
    ports.connector = [this](std::int64_t id) {
        Connector* connector = connectors.get(id);
        return connector == nullptr ? nullptr : &connector->view;
    };
    ports.opened = [this](int id, ObservedTransaction open) {
        connectors.find(id)->on_transaction_opened(std::move(open));
    };
    ports.closed = [this](int id, auto reason) {
        Connector& connector = *connectors.find(id);
        if (connector.on_transaction_closed(reason, context.now())) writes.store(connector);
        requests.session_closed(id);
    };
    ports.start_repeated = [this](int id) { connectors.find(id)->start_repeated(); };
    ports.note_start = [this](int id, std::int64_t transaction) {
        journal.last_starts[id] = {transaction, context.now()};
    };
    ports.is_operators_start = [this](const std::string& id_tag) { return agreed_calls.is_operators_start(id_tag); };
    ports.write = [this](storage::Batch batch, auto done) { writes.write(std::move(batch), std::move(done)); };
    ports.find_transaction = [this](std::int64_t id, auto found) {
        context.services.storage.find_transaction(
            id, [still_here = context.still_here(), found = std::move(found)](const auto& details, const std::string&) {
                const auto alive = still_here.lock();
                if (alive && details) found(*details);
            });
    };
    ports.next_id = [this] { return context.services.next_transaction_id(); };
    ports.charges_elsewhere = [this](const std::string& id_tag) {
        return context.services.is_charging_elsewhere(id_tag, whole);
    };
    ports.other_owner = [this](std::int64_t id) { return context.services.owner_of_transaction(id, whole); };
    ports.note_security = [this](const std::string& type, const std::string& text) { note_security(type, text); };
    return ports;
}

SetupDialogue::Ports ChargerParts::setup_ports() {
    SetupDialogue::Ports ports;
    ports.ask = [this](const auto& request, auto answer, auto late) {
        calls.call<ocpp::GetConfiguration>(request, std::move(answer), std::move(late));
    };
    ports.write = [this](const auto& request, auto answer, auto late) {
        calls.call<ocpp::ChangeConfiguration>(request, std::move(answer), std::move(late));
    };
    ports.clear = [this](const auto& request, auto answer) {
        calls.call<ocpp::ClearChargingProfile>(request, std::move(answer));
    };
    ports.traits = [this]() -> const Traits& { return facts.traits(); };
    ports.capabilities = [this]() -> Capabilities& { return facts.capabilities(); };
    ports.capabilities_changed = [this](const Capabilities& before) { facts.changed(before); };
    ports.note_lessons = [this] { facts.note_setup_lessons(); };
    ports.strategies_changed = [this] {
        facts.forget_strategy();
        for (auto& [id, connector] : connectors) connector->limits.strategies_changed();
    };
    ports.limits_may_be_gone = [this] { connectors.start_over(); };
    ports.foreign_profiles_go = [this] {
        if (std::exchange(journal.operators_profile_stands, false))
            log::warning("charger.operator_profile_replaced", context.record.id + ": foreign profiles are cleared");
    };
    ports.connector_exists = [this](int id) { connectors.get(id); };
    ports.configuration_was_read = [this](const auto& response) {
        journal.configuration_read(response, context.utc());
    };
    return ports;
}

}  // namespace gateway
