#include "gateway/charge_point/charger_parts.h"

#include "gateway/charge_point/charge_point.h"
#include "gateway/log.h"

namespace gateway {

ChargerParts::ChargerParts(ChargePoint& charger, storage::ChargePointRecord row, SiteServices& services)
    : whole(charger),
      context{std::move(row), services, [this] { return std::weak_ptr<void>(whole.weak_from_this()); },
              [this] { loop.decide_soon(); }},
      connectors(context, connector_ports()),
      writes({context.record, services.storage, services.time, services.timings, connectors.all()}, write_ports()),
      calls(services.time, context.quirks, services.call_id_prefix, services.timings.call_timeout, call_ports()),
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
      requests({services.time, services.timings, connectors.all(), setup, registration.gate(), clock.lag()},
               request_ports()),
      meter_values({context.record, services.time, context.quirks, connectors.all(), writes, sessions, lost_sessions,
                    clock.lag(), reports},
                   meter_values_ports()),
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
      loop({context.record, services.time, services.timings, connectors.all(), writes, calls.queue(),
            registration.gate(), registration.identity(), reservations, raw_calls, events},
           loop_ports()),
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

ChargerWrites::Ports ChargerParts::write_ports() {
    return {context.still_here, [this] {
                conversation.pause_reading_if_congested();
                loop.decide_soon();
            }};
}

OutgoingCalls::Ports ChargerParts::call_ports() {
    return {[this](const std::string& frame) { conversation.send(frame); }, context.still_here,
            [this] { return context.strictness(); }, [this] { loop.decide_soon(); }};
}

StateRequests::Ports ChargerParts::request_ports() {
    StateRequests::Ports ports;
    ports.trigger = [this](const auto& request, auto answer) {
        calls.call<ocpp::TriggerMessage>(request, std::move(answer));
    };
    ports.knows_triggers = [this] { return facts.traits().triggers; };
    ports.may_ask = [this] { return may_be_called() && !loop.is_retiring(); };
    ports.note_lessons = [this] { facts.note_setup_lessons(); };
    ports.decide_soon = [this] { loop.decide_soon(); };
    return ports;
}

MeterValuesIntake::Ports ChargerParts::meter_values_ports() {
    MeterValuesIntake::Ports ports;
    ports.strictness = [this] { return context.strictness(); };
    ports.meter_interval = [this] { return setup.meter_interval(); };
    ports.connector = [this](std::int64_t meter) { return connectors.of_meter(meter); };
    ports.is_foreign = [this](std::int64_t id) { return transactions.note_if_foreign(id, "MeterValues"); };
    ports.adopt = [this](ConnectorView& where, std::int64_t id) { transactions.adopt(where, id); };
    ports.resume = [this](ConnectorView& where, std::int64_t id) { transactions.resume(where, id); };
    ports.clock_heard = [this](const ocpp::DateTime& charger_time) { clock.heard(charger_time); };
    ports.values_came = [this](int connector_id) {
        requests.heard(ocpp::MessageTrigger::MeterValues, connector_id);
        requests.refreshed(connector_id);
    };
    return ports;
}

ControlLoop::Ports ChargerParts::loop_ports() {
    using WakeTime = ControlLoop::Ports::WakeTime;
    ControlLoop::Ports ports;
    ports.still_here = context.still_here;
    ports.looked_at = [this] { context.services.looked_at(whole); };
    ports.is_connected = [this] { return conversation.is_open(); };
    ports.is_reading_paused = [this] { return conversation.is_reading_paused(); };
    ports.reconnect_if_unanswered = [this](SteadyTime now) { conversation.reconnect_if_unanswered(now); };
    ports.pause_reading_if_congested = [this] { conversation.pause_reading_if_congested(); };
    ports.meter_interval = [this] { return setup.meter_interval(); };
    ports.knows_triggers = [this] { return facts.traits().triggers; };
    ports.capabilities = [this]() -> Capabilities& { return facts.capabilities(); };
    ports.capabilities_changed = [this](const Capabilities& before, const Connector& where,
                                        const std::string& observation) { facts.changed(before, &where, observation); };
    ports.learn_from_what_flows = [this](SteadyTime now, WakeTime& wake) { facts.learn_from_what_flows(now, wake); };
    ports.send = [this](Connector& connector, const Step& step) { return control.send(connector, step); };
    ports.take_setup_step = [this](SteadyTime now, WakeTime& wake) { return dialogue.take_step(now, wake); };
    ports.ask_for_state = [this](SteadyTime now, WakeTime& wake) { return requests.ask_for_state(now, wake); };
    ports.ask_for_boot = [this] { requests.ask_for_boot(); };
    ports.clear_all_limits = [this](auto done) { control.clear_all_limits(std::move(done)); };
    ports.count_what_did_not_come = [this](SteadyTime now, WakeTime& wake) { requests.on_time(now, wake); };
    ports.finish_overdue_readers = [this](SteadyTime now, WakeTime& wake) { requests.finish_overdue(now, wake); };
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
