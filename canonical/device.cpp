#include "canonical/device.h"

#include "canonical/push.h"
#include "json/ascii.h"

namespace canonical {

namespace {

void write_commands(json::Writer& out) {
    out.key("commands").begin_object();
    out.key("charge").begin_object().key("parameters").begin_object().end_object();
    out.key("execution")
        .begin_array()
        .string("immediate")
        .string("scheduled")
        .string("windowed")
        .end_array()
        .end_object();
    out.key("idle").begin_object().key("parameters").begin_object().end_object();
    out.key("execution").begin_array().string("immediate").string("scheduled").end_array().end_object();
    out.end_object();
}

/// Left out where there are none, so that a sound device reads exactly as in the contract.
void write_alerts(json::Writer& out, const std::vector<DeviceAlert>& alerts) {
    if (alerts.empty()) return;
    out.key("alarms").begin_array();
    for (const DeviceAlert& alert : alerts) {
        out.begin_object().member("code", alert.code).member("message", alert.message).end_object();
    }
    out.end_array();
}

void write_state(json::Writer& out, const Device& device) {
    out.key("state").begin_object();
    out.member("status", to_text(device.status)).member("isConnected", device.is_connected);
    out.member("isCharging", device.is_charging).member("currentPower", device.current_power_kw);
    out.member("maxCurrent", device.max_current_a).member("powerRateLimit", device.power_rate_limit_kw);
    out.end_object();
}

void write_settings(json::Writer& out, const Device& device) {
    const SettingBounds& bounds = device.bounds.max_charge_rate_kw;
    out.key("settings").begin_object().key("max_charge_rate").begin_object();
    out.member("value", device.max_charge_rate_kw)
        .member("unit", "kw")
        .member("min", bounds.min)
        .member("max", bounds.max);
    out.end_object().end_object();
}

}  // namespace

std::string_view to_text(DeviceStatus status) {
    switch (status) {
        case DeviceStatus::available:
            return "available";
        case DeviceStatus::connected:
            return "connected";
        case DeviceStatus::charging:
            return "charging";
        case DeviceStatus::paused:
            return "paused";
        case DeviceStatus::finishing:
            return "finishing";
        case DeviceStatus::reserved:
            return "reserved";
        case DeviceStatus::unavailable:
            return "unavailable";
        case DeviceStatus::faulted:
            return "faulted";
        case DeviceStatus::unknown:
            return "unknown";
    }
    return "unknown";
}

std::string_view to_text(Source source) {
    switch (source) {
        case Source::cache:
            return "cache";
        case Source::live:
            return "live";
        case Source::fallback:
            return "fallback";
        case Source::projection:
            return "projection";
    }
    return "fallback";
}

void write_device(json::Writer& out, const Device& device) {
    out.begin_object().member("id", device.id).member("vendor", device.vendor);
    out.key("sync").begin_object().member("available", device.sync_available).key("lastPulledAt");
    if (device.last_pulled_at) out.string(to_text(*device.last_pulled_at));
    else out.null();
    out.end_object();
    out.key("metadata").begin_object().member("model", device.model).member("source", to_text(device.source));
    out.member("chargePointId", device.charge_point_id).member("connectorId", device.connector_id);
    if (device.session_energy_wh) out.member("sessionEnergyWh", *device.session_energy_wh);
    out.member("powerSource", device.power_source).member("limitSource", device.limit_source);
    write_alerts(out, device.alerts);
    out.end_object();
    write_state(out, device);
    out.key("conflictStrategies").begin_array().string("cancel_and_replace").end_array();
    write_commands(out);
    write_settings(out, device);
    out.key("lastAction");
    if (device.last_action) write_action_summary(out, *device.last_action);
    else out.null();
    out.key("currentSchedule");
    if (device.current_schedule) write_schedule_summary(out, *device.current_schedule);
    else out.null();
    out.end_object();
}

void write_device_event(json::Writer& out, const Device& device) {
    out.begin_object().member("deviceId", device.id).member("deviceType", "ev_charger");
    out.key("sync").begin_object().member("available", device.sync_available).end_object();
    write_state(out, device);
    out.end_object();
}

std::string lower_snake(std::string_view name) {
    std::string result;
    for (const char c : name) {
        const bool digit = c >= '0' && c <= '9', lower = c >= 'a' && c <= 'z', upper = c >= 'A' && c <= 'Z';
        if (digit || lower) result += c;
        else if (upper) result += json::lower_case(c);
        else if (!result.empty() && result.back() != '_') result += '_';
    }
    while (!result.empty() && result.back() == '_') result.pop_back();
    return result.empty() ? "unknown" : result;
}

}  // namespace canonical
