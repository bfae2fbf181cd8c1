#include "gateway/operator/charger_report.h"

#include <cmath>
#include <cstdio>

#include "canonical/identity.h"
#include "gateway/code_point.h"
#include "gateway/control/alarms.h"
#include "gateway/control/capability_text.h"
#include "gateway/control/wanted_limit.h"
#include "json/indented.h"
#include "json/writer.h"

namespace gateway {

namespace {

double rounded(double value) {
    constexpr double kHundredths = 100;
    return std::round(value * kHundredths) / kHundredths;
}

std::int64_t age_s(SteadyTime at, SteadyTime now) {
    return std::chrono::duration_cast<std::chrono::seconds>(now - at).count();
}

void write(json::Writer& out, const char* name, const std::optional<double>& value) {
    out.key(name);
    if (value) out.number(rounded(*value));
    else out.null();
}

/// JSON of our own, or null.
void write_object(json::Writer& out, const char* name, const std::string& object) {
    out.key(name);
    if (object.empty()) out.null();
    else out.raw(object);
}

std::string_view to_text(canonical::Intent intent) {
    switch (intent) {
        case canonical::Intent::none:
            return "none";
        case canonical::Intent::run:
            return "run";
        case canonical::Intent::pause:
            return "pause";
    }
    return "none";
}

void write_limit(json::Writer& out, const ChargingLimit& limit) {
    out.key("value").raw(ocpp::to_text(limit.value)).member("unit", ocpp::wire_name(limit.unit));
}

// What the owner wants, and how the charger is to be told.

std::string_view to_text(Lever lever) {
    switch (lever) {
        case Lever::connector:
            return "connector";
        case Lever::station:
            return "station";
        case Lever::charge_point_max:
            return "charge_point_max";
        case Lever::vendor:
            return "vendor";
    }
    return "connector";
}

void write_wanted_limit(json::Writer& out, const ConnectorView& view) {
    const ProfilePurpose purpose = binding_purpose(view);
    out.key("limit");
    const auto wanted = wanted_limit(view, purpose);
    if (!wanted) {
        out.null();
        return;
    }
    out.begin_object().member("kw", rounded(wanted->kilowatts));
    write_limit(out, wanted->limit);
    out.member("purpose", purpose == ProfilePurpose::tx_profile ? "tx_profile" : "tx_default");
    out.member("lever", to_text(wanted->variant.lever)).member("stack_level", wanted->variant.stack_level);
    out.member("profile_kind", ocpp::wire_name(wanted->variant.kind)).end_object();
}

void write_requested(json::Writer& out, const canonical::Desired& desired, const ConnectorView* view) {
    out.key("requested").begin_object();
    write(out, "max_charge_rate_kw", desired.max_charge_rate_kw);
    out.member("intent", to_text(desired.intent));
    if (view != nullptr) write_wanted_limit(out, *view);
    out.end_object();
}

// What the charger said to it, purpose by purpose.

struct Dialogue {
    const char* purpose;
    ProfileDialogue ConnectorView::*dialogue;
};

constexpr Dialogue kDialogues[] = {
    {"tx_default", &ConnectorView::tx_default},
    {"tx_profile", &ConnectorView::tx_profile},
};

void write_acknowledged_limit(json::Writer& out, const AcknowledgedLimit& limit, SteadyTime now) {
    write_limit(out, limit.limit);
    out.member("kw", rounded(limit.kilowatts)).member("age_s", age_s(limit.at, now)).member("in_doubt", limit.in_doubt);
}

void write_dialogue(json::Writer& out, const ProfileDialogue& dialogue, SteadyTime now) {
    out.begin_object();
    if (dialogue.acknowledged) write_acknowledged_limit(out, *dialogue.acknowledged, now);
    if (dialogue.last_sent) out.member("last_sent_age_s", age_s(*dialogue.last_sent, now));
    if (!dialogue.refusal.empty()) out.member("refusal", dialogue.refusal);
    if (dialogue.refused_by_all_variants) out.member("refused_by_all_variants", true);
    if (dialogue.waits_for_plug_in) out.member("waits_for_plug_in", true);
    if (dialogue.timeouts > 0) out.member("timeouts", dialogue.timeouts);
    out.end_object();
}

void write_acknowledged(json::Writer& out, const ConnectorView& view, SteadyTime now) {
    out.key("acknowledged").begin_object();
    for (const Dialogue& each : kDialogues) {
        const ProfileDialogue& dialogue = view.*each.dialogue;
        if (!dialogue.acknowledged && !dialogue.last_sent && dialogue.refusal.empty()) continue;
        write_dialogue(out.key(each.purpose), dialogue, now);
    }
    write(out, "ceiling_kw", view.acknowledged_ceiling_kw);
    out.end_object();
}

// What it was seen to do.

void write_power(json::Writer& out, const ConnectorView& view, SteadyTime now) {
    const auto power = view.power(now);
    write(out, "power_kw", power ? std::optional(power->kilowatts) : std::nullopt);
    if (!power) return;
    out.member("power_age_s", age_s(power->at, now)).member("power_is_estimated", power->estimated);
}

void write_observed(json::Writer& out, const ConnectorView& view, SteadyTime now) {
    const Observed& observed = view.observed;
    out.key("observed").begin_object().member("status", observed.status_text);
    if (!observed.status_text.empty()) out.member("status_age_s", age_s(observed.status_at, now));
    if (!observed.error_text.empty()) out.member("error", observed.error_text);
    out.key("transaction");
    if (const auto& transaction = observed.transaction) {
        out.begin_object()
            .member("id", transaction->id)
            .member("age_s", age_s(transaction->opened_at, now))
            .end_object();
    } else {
        out.null();
    }
    write_power(out, view, now);
    write(out, "voltage", observed.meter.voltage());
    out.key("phases");
    if (const auto phases = observed.meter.phases_drawing()) out.integer(*phases);
    else out.null();
    out.end_object();
}

void write_evidence(json::Writer& out, const ConnectorView& view, SteadyTime now) {
    const LimitEvidence& evidence = view.evidence;
    out.key("evidence").begin_object().member("limit_was_followed", evidence.was_followed);
    out.member("variants_without_effect", static_cast<std::int64_t>(evidence.rungs_without_effect.size()));
    if (evidence.over_ceiling_since) out.member("over_ceiling_for_s", age_s(*evidence.over_ceiling_since, now));
    if (evidence.reassertions > 0) out.member("reassertions", evidence.reassertions);
    out.end_object();
}

void write_alarms(json::Writer& out, const ConnectorView& view, SteadyTime now) {
    out.key("alarms").begin_array();
    for (const Alarm& alarm : alarms_of(view, now)) {
        out.begin_object().member("code", alarm.code).member("message", alarm.message).end_object();
    }
    out.end_array();
}

void write_connector(json::Writer& out, const ConnectorReport& connector, SteadyTime now) {
    out.begin_object().member("connector", connector.record.connector_id);
    out.member("device", connector.record.device_id);
    write_requested(out, connector.view ? connector.view->desired : connector.record.desired, connector.view);
    if (connector.view != nullptr) {
        write_acknowledged(out, *connector.view, now);
        write_observed(out, *connector.view, now);
        write_evidence(out, *connector.view, now);
        write_alarms(out, *connector.view, now);
    }
    out.end_object();
}

// The charger itself.

void write_identity(json::Writer& out, const ChargerReport& report) {
    const auto& record = report.record;
    out.member("id", record.id).member("environment", canonical::to_text(record.environment));
    out.member("state", report.state);
    if (report.state_since) out.member("state_since", canonical::to_text(*report.state_since));
    out.member("last_seen", canonical::to_text(record.last_seen));
    out.member("vendor", record.vendor).member("model", record.model);
    out.member("firmware", record.firmware_version).member("serial_number", record.serial_number);
    out.member("boot", report.boot).member("password", !record.password_hash.empty());
}

void write_settings(json::Writer& out, const storage::ChargePointRecord& record) {
    out.key("settings").begin_object().member("max_phases", record.max_phases);
    out.member("nominal_voltage", record.nominal_voltage).member("min_current", record.min_current);
    write(out, "rated_kw", record.rated_kw);
    out.member("control", record.control ? "on" : "off").end_object();
    write_object(out, "traits", record.traits);
}

void write_quirks(json::Writer& out, const ocpp::QuirkCounters& quirks) {
    out.key("quirks").begin_object();
    for (std::size_t i = 0; i < quirks.counts.size(); ++i) {
        if (quirks.counts[i] == 0) continue;
        out.member(ocpp::kQuirkNames[i], static_cast<std::int64_t>(quirks.counts[i]));
    }
    out.end_object();
}

void write_kind(json::Writer& out, const ChargerReport& report) {
    out.key("kind");
    if (report.kind.empty()) out.null();
    else out.string(report.kind);
    write_object(out, "learnt", report.learnt);
    write_quirks(out, report.quirks);
    out.key("setup").begin_array();
    for (const std::string& finding : report.findings) out.string(finding);
    out.end_array();
}

/// Controls are escaped by the writer already; these would pass it, being sound UTF-8.
std::string for_terminal(const std::string& text) {
    std::string result;
    for (std::string_view rest = text; !rest.empty();) {
        const CodePoint next = first_code_point(rest);
        const std::size_t length = std::max<std::size_t>(next.length, 1);
        if (next.length > 0 && is_unprintable(next.value) && next.value != '\n') {
            char escape[16];
            std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(next.value));
            result += escape;
        } else {
            result += rest.substr(0, length);
        }
        rest.remove_prefix(length);
    }
    return result;
}

}  // namespace

ChargerReport report_of(ChargePoint& charge_point) {
    ChargerReport report;
    report.record = charge_point.record();
    const bool is_online = charge_point.is_connected();
    report.state = is_online ? "online" : "offline";
    report.state_since = charge_point.link_changed_at();
    report.boot = is_online && !charge_point.may_be_called() ? "awaited"
                  : report.record.boot_accepted              ? "accepted"
                                                             : "never";
    report.learnt = to_text(charge_point.capabilities());
    report.quirks = charge_point.quirks();
    for (const auto& [id, connector] : charge_point.connectors()) {
        report.connectors.push_back({connector->record, &connector->view});
    }
    return report;
}

ChargerReport report_of(const storage::ChargePointRecord& record, const storage::Snapshot& snapshot) {
    ChargerReport report;
    report.record = record;
    report.state = "offline";
    report.boot = record.boot_accepted ? "accepted" : "never";
    for (const auto& known : snapshot.capabilities) {
        const bool is_its_kind = known.vendor == record.vendor && known.model == record.model &&
                                 known.firmware_version == record.firmware_version;
        if (is_its_kind) report.learnt = to_text(capabilities_from(known.learnt));
    }
    for (const auto& connector : snapshot.connectors) {
        if (canonical::equal_ignoring_case(connector.charge_point_id, record.id))
            report.connectors.push_back({connector});
    }
    return report;
}

std::string charger_report(const ChargerReport& report, SteadyTime now) {
    json::Writer out;
    out.begin_object();
    write_identity(out, report);
    write_settings(out, report.record);
    write_kind(out, report);
    out.key("connectors").begin_array();
    for (const ConnectorReport& connector : report.connectors) write_connector(out, connector, now);
    out.end_array().end_object();
    return for_terminal(json::indented(out.take())) + "\n";
}

}  // namespace gateway
