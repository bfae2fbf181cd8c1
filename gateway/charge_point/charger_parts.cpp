#include "gateway/charge_point/charger_parts.h"

#include "gateway/charge_point/charge_point.h"
#include "gateway/log.h"

namespace gateway {

ChargerParts::ChargerParts(ChargePoint& charger, storage::ChargePointRecord row, SiteServices& services)
    : whole(charger),
      context{std::move(row), services, [this] { return std::weak_ptr<void>(whole.weak_from_this()); },
              [this] { loop.decide_soon(); }, [this] { conversation.pause_reading_if_congested(); }},
      connectors(context, connector_ports()),
      writes(context, connectors),
      calls(context, [this](const std::string& frame) { conversation.send(frame); }),
      setup(services.timings),
      facts(context, connectors, setup),
      journal(services.frame_budget),
      clock(context, connectors),
      tags(context.record, services.authorisation, services.time, services.remote_start_tag,
           [this]() -> const std::optional<std::string>& { return setup.id_tag(); }),
      security(context.record, security_ports()),
      registration(services.time, services.timings, context.record, registration_ports()),
      conversation({context, calls, journal, registration, facts.confounders(),
                    [this](const ocpp::Call& call, const ocpp::Reply& reply) {
                        context.services.incoming_calls.dispatch(whole, call, reply);
                    }}),
      reservations(services.time, context.record.id, reservation_ports()),
      local_list(services.time, context.record.id, local_list_ports()),
      sessions(context.record, connectors.views(), context.quirks,
               {[this] { return context.strictness(); }, [this] { return context.utc(); }}),
      transactions({context.record, services.time, connectors.views(), sessions, tags, reservations, clock.lag(),
                    facts.confounders()},
                   transaction_ports()),
      requests({context, connectors, calls, facts, setup, registration.gate(), clock.lag(),
                [this] { return may_be_called() && !loop.is_retiring(); }}),
      meter_values(
          {context, connectors, writes, sessions, transactions, lost_sessions, requests, clock, setup, reports}),
      control({context, connectors, calls, facts, clock.lag(), journal,
               [this]() -> const std::string& { return tags.own(); }}),
      dialogue(setup, services.time, services.timings, connectors.views(), setup_ports()),
      agreed_calls({context, connectors, journal, registration.unaccepted_calls(), local_list, reservations}),
      raw_calls(services.time, context.quirks, journal, facts.confounders(), raw_call_ports()),
      operator_changes({context, connectors, writes, facts, registration, [this] { return conversation.is_open(); }}),
      events(services.time, context.record,
             [this](storage::Batch batch, std::function<void()> failed) {
                 writes.write(std::move(batch), [this, failed = std::move(failed)](const storage::Written& written) {
                     if (written.durable) return;
                     failed();
                     writes.try_again_later();
                 });
             }),
      loop({context, connectors, writes, calls, facts, control, requests, setup, dialogue, raw_calls, registration,
            reservations, events, conversation, [this] { context.services.looked_at(whole); }}),
      lost_sessions(services.time, connectors.views(),
                    {[this](int id) { return connectors.find(id)->transaction_lost_at(); },
                     [this](int id, ocpp::Reason reason) {
                         Connector& connector = *connectors.find(id);
                         log::warning("transaction.lost", context.record.id + " " +
                                                              std::to_string(connector.view.observed.transaction->id));
                         transactions.give_up(connector.view, reason);
                     },
                     [this] { loop.decide_soon(); }}) {}

void ChargerParts::note_security(const std::string& type, const std::string& text) {
    if (!reports.may_note(context.now())) return;
    log::warning("charger.security", context.record.id + ": " + type + ", " + text);
    const UtcTime now = context.utc();
    writes.write({storage::AppendSecurityEvent{{0, context.record.id, type, ocpp::to_text(now), text, now}}}, nullptr);
}

std::string ChargerParts::why_not_now() const {
    if (!conversation.is_open()) return "the charger is not connected";
    if (!may_be_called()) return "the charger's boot is not accepted yet, or just now";
    return {};
}

Connectors::Ports ChargerParts::connector_ports() {
    Connectors::Ports ports;
    ports.appeared = [this](Connector& created) {
        if (conversation.is_open()) created.on_connected(context.now());
        writes.store(created);
        context.services.connector_appeared(created);
    };
    ports.changed = [this] { facts.share(); };
    return ports;
}

ChargerRegistration::Ports ChargerParts::registration_ports() {
    ChargerRegistration::Ports ports;
    ports.store_record = [this](auto answered) {
        writes.store_record([answered = std::move(answered)](const storage::Written&) { answered(); });
    };
    ports.kind_changed = [this] { facts.kind_changed(); };
    ports.booted = [this] {
        facts.tell_setup();
        facts.confounders().note(Confounders::Cause::boot, context.now());
    };
    ports.restarted = [this](bool same_kind) {
        for (auto& [id, connector] : connectors) connector->on_reboot(context.now());
        lost_sessions.mark_all_stale();
        sessions.ledger().registers().booted();
        requests.forget_all();
        if (same_kind) facts.charger_fell_over(context.now());
        calls.queue().on_disconnected();  // what was open before a reboot will not be answered any more
        facts.note_setup_lessons();
    };
    ports.taken_in = [this](bool same_kind) {
        if (!same_kind) setup.forget_dialogue();
        setup.begin(context.now());
        if (context.services.keeps_local_lists) local_list.sync_soon();
    };
    ports.note_security = [this](const std::string& type, const std::string& text) { note_security(type, text); };
    return ports;
}

RawCalls::Ports ChargerParts::raw_call_ports() {
    RawCalls::Ports ports;
    ports.send = [this](const RawCall& raw, auto on_outcome) {
        calls.queue().push(
            raw.action, raw.payload,
            [still_here = context.still_here(), on_outcome = std::move(on_outcome)](const ocpp::CallOutcome& outcome) {
                const auto alive = still_here.lock();
                on_outcome(outcome, alive != nullptr);
            },
            context.now(), {}, raw.timeout);
    };
    ports.strictness = [this] { return context.strictness(); };
    ports.limits_may_be_stale = [this] { connectors.start_over(); };
    ports.note_sent = [this](const RawCall& raw) { agreed_calls.note_sent(raw); };
    ports.note_ended = [this](const RawCall& raw, RawOutcome& told) { agreed_calls.note(raw, told); };
    ports.has_vendor_limit = [this] { return facts.traits().vendor_limit.has_value(); };
    ports.decide_soon = [this] { loop.decide_soon(); };
    return ports;
}

}  // namespace gateway
