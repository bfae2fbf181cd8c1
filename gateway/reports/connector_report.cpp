#include "gateway/reports/connector_report.h"

#include "gateway/decision/alerts.h"
#include "gateway/decision/wanted_limit.h"
#include "gateway/rounding.h"

namespace gateway {

namespace {

std::int64_t age_s(SteadyTime at, SteadyTime now) {
    return std::chrono::duration_cast<std::chrono::seconds>(now - at).count();
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
    out.begin_object().member("kw", rounded(wanted->kilowatts, kHundredths));
    write_limit(out, wanted->limit);
    out.member("purpose", purpose == ProfilePurpose::tx_profile ? "tx_profile" : "tx_default");
    out.member("lever", to_text(wanted->variant.lever)).member("stack_level", wanted->variant.stack_level);
    out.member("profile_kind", ocpp::wire_name(wanted->variant.kind)).end_object();
}

void write_requested(json::Writer& out, const canonical::Desired& desired, const ConnectorView* view) {
    out.key("requested").begin_object();
    write_number(out, "max_charge_rate_kw", desired.max_charge_rate_kw);
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
    out.member("kw", rounded(limit.kilowatts, kHundredths))
        .member("age_s", age_s(limit.at, now))
        .member("in_doubt", limit.is_stale);
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
    write_number(out, "ceiling_kw", view.acknowledged_ceiling_kw);
    out.end_object();
}

// What it was seen to do.

void write_power(json::Writer& out, const ConnectorView& view, SteadyTime now) {
    const auto power = view.power(now);
    write_number(out, "power_kw", power ? std::optional(power->kilowatts) : std::nullopt);
    if (!power) return;
    out.member("power_age_s", age_s(power->at, now)).member("power_source", to_text(power->source));
    if (power->least_kw != power->most_kw) {
        write_number(out, "power_least_kw", power->least_kw);
        write_number(out, "power_most_kw", power->most_kw);
    }
    if (power->exports) out.member("exports", true);
}

/// Sources that others prove wrong; absent while there are none.
void write_anomalies(json::Writer& out, const ConnectorView& view) {
    const auto anomalies = view.observed.meter.anomalies();
    if (anomalies.empty() && !view.meter_is_frozen) return;
    out.key("sources_in_doubt").begin_object();
    for (const auto& anomaly : anomalies) out.member(anomaly.source, anomaly.words);
    if (view.meter_is_frozen)
        out.member("meter", "frozen: the same power again and again over a register that stands still");
    out.end_object();
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
    write_anomalies(out, view);
    write_number(out, "voltage", observed.meter.voltage());
    out.key("phases");
    if (const auto phases = observed.meter.phases_drawing()) out.integer(*phases);
    else out.null();
    out.end_object();
}

void write_evidence(json::Writer& out, const ConnectorView& view, SteadyTime now) {
    const LimitEvidence& evidence = view.evidence;
    out.key("evidence").begin_object().member("limit_was_followed", evidence.was_followed);
    out.member("variants_without_effect", static_cast<std::int64_t>(evidence.variants_without_effect.size()));
    if (evidence.over_ceiling_since) out.member("over_ceiling_for_s", age_s(*evidence.over_ceiling_since, now));
    if (evidence.reassertions > 0) out.member("reassertions", evidence.reassertions);
    out.end_object();
}

void write_alerts(json::Writer& out, const ConnectorView& view, SteadyTime now) {
    out.key("alarms").begin_array();
    for (const Alert& alert : alerts_of(view, now)) {
        out.begin_object().member("code", alert.code).member("message", alert.message).end_object();
    }
    out.end_array();
}

}  // namespace

void write_number(json::Writer& out, const char* name, const std::optional<double>& value) {
    out.key(name);
    if (value) out.number(rounded(*value, kHundredths));
    else out.null();
}

void write_connector(json::Writer& out, const ConnectorReport& connector, SteadyTime now) {
    out.begin_object().member("connector", connector.record.connector_id);
    out.member("device", connector.record.device_id);
    write_requested(out, connector.view ? connector.view->desired : connector.record.desired, connector.view);
    if (connector.view != nullptr) {
        write_acknowledged(out, *connector.view, now);
        write_observed(out, *connector.view, now);
        write_evidence(out, *connector.view, now);
        write_alerts(out, *connector.view, now);
    }
    out.end_object();
}

}  // namespace gateway
