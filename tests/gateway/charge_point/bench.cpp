#include "bench.h"

#include <catch2/catch.hpp>

#include "canonical/errors.h"
#include "json/parse.h"
#include "json/writer.h"
#include "ocpp/types.h"

namespace gateway {

SiteOptions Bench::automatic() {
    SiteOptions options;
    options.onboarding = Onboarding::automatic;
    return options;
}

SiteOptions Bench::strict() {
    SiteOptions options = automatic();
    options.strict = true;
    return options;
}

Bench::Bench(SiteOptions options) : options_(std::move(options)) {
    // Its kind is known to tell Preparing, unless a test says otherwise: Available is then no vehicle.
    storage.write({storage::PutCapabilities{{"Acme", "One", "1.0", R"({"tells_preparing":true})"}}}, nullptr);
    storage.immediate = false;
    site = std::make_unique<Site>(options_, time, storage, storage.load());
    settle();
}

void Bench::restart() {
    link.reset();
    frames_seen_ = 0;
    time.forget_posted();
    storage.forget_answers();
    site.reset();
    time.forget_posted();
    site = std::make_unique<Site>(options_, time, storage, storage.load());
    settle();
}

void Bench::be_down_for(std::chrono::milliseconds span) {
    if (link) disconnect();
    storage.forget_answers();
    site.reset();
    const SteadyTime end = time.now() + span;
    while (time.ring_next(end)) {
    }
    restart();
}

void Bench::deliver() {
    storage.deliver();
    const bool held = std::exchange(hold_storage, false);
    settle();
    hold_storage = held;
}

void Bench::settle() {
    bool moved = true;
    while (moved) {
        time.run_posted();
        moved = !hold_storage && storage.deliver() > 0;
        moved |= take_frames();
    }
    time.run_posted();
}

void Bench::advance(std::chrono::milliseconds span) {
    const SteadyTime end = time.now() + span;
    settle();
    while (time.ring_next(end)) settle();
    settle();
}

// The charger.

void Bench::connect() {
    UpgradeRequest request;
    request.identity = name;
    request.remote_address = "127.0.0.1";
    const Admission admission = site->admission().admit(request, canonical::Environment::live);
    REQUIRE(admission.http_status == 101);
    link = std::make_shared<FakeLink>(admission.charge_point_id, ++generation_);
    link->profile = admission.security_profile;
    frames_seen_ = 0;
    site->admission().link_opened(link);
    settle();
}

void Bench::disconnect() {
    const auto gone = std::exchange(link, nullptr);
    gone->open = false;
    for (auto& each : calls) each.answered = true;
    site->admission().link_closed(*gone);
    settle();
}

void Bench::boot(const std::string& firmware, const std::string& model) {
    for (auto& each : calls) each.answered = true;  // forgotten by the charger
    call("BootNotification", R"({"chargePointVendor":"Acme","chargePointModel":")" + model +
                                 R"(","firmwareVersion":")" + firmware + R"("})");
}

void Bench::arrive(const std::string& first_status) {
    connect();
    boot();
    status(first_status);
    advance(1s);
}

void Bench::status(const std::string& text, int connector, const std::string& error_code) {
    call("StatusNotification", R"({"connectorId":)" + std::to_string(connector) + R"(,"errorCode":")" + error_code +
                                   R"(","status":")" + text + R"(","timestamp":")" + utc_text() + R"("})");
}

std::string Bench::utc_text() const { return ocpp::to_text(time.utc()); }

std::int64_t Bench::start_transaction(int connector, int meter_start, const std::string& timestamp) {
    const std::string answer =
        call("StartTransaction", R"({"connectorId":)" + std::to_string(connector) + R"(,"idTag":"TAG","meterStart":)" +
                                     std::to_string(meter_start) + R"(,"timestamp":")" +
                                     (timestamp.empty() ? utc_text() : timestamp) + R"("})");
    if (answer.empty() || answer.front() == '!') return 0;
    const auto document = json::parse(answer);
    return document.root().find("transactionId")->integer().value();
}

void Bench::stop_transaction(std::int64_t id, const std::string& reason) {
    call("StopTransaction", R"({"transactionId":)" + std::to_string(id) + R"(,"meterStop":100,"reason":")" + reason +
                                R"(","timestamp":")" + utc_text() + R"("})");
}

std::int64_t Bench::begin_session(int connector) {
    status("Preparing", connector);
    const auto id = start_transaction(connector);
    status("Charging", connector);
    return id;
}

void Bench::meter(double kilowatts, int phases, int connector, std::optional<std::int64_t> transaction) {
    json::Writer out;
    out.begin_object().member("connectorId", connector);
    if (transaction) out.member("transactionId", *transaction);
    out.key("meterValue")
        .begin_array()
        .begin_object()
        .member("timestamp", utc_text())
        .key("sampledValue")
        .begin_array();
    const auto sample = [&](const char* measurand, const char* unit, double value) -> json::Writer& {
        return out.begin_object()
            .member("value", std::to_string(value))
            .member("measurand", measurand)
            .member("unit", unit);
    };
    sample("Power.Active.Import", "W", kilowatts * 1000).end_object();
    for (int phase = 1; phase <= 3; ++phase) {
        const double amperes = phase <= phases ? kilowatts * 1000 / 230 / phases : 0;
        sample("Current.Import", "A", amperes).member("phase", "L" + std::to_string(phase)).end_object();
    }
    out.end_array().end_object().end_array().end_object();
    call("MeterValues", out.take());
}

void Bench::meter_for(std::chrono::seconds span, double kilowatts, int phases,
                      std::optional<std::int64_t> transaction) {
    for (auto passed = 0s; passed < span; passed += 10s) {
        advance(10s);
        meter(kilowatts, phases, 1, transaction);
    }
}

// The REST side.

DeviceRef Bench::device(int connector) {
    for (const auto& id : site->devices().ids(canonical::Environment::live)) {
        const auto found = site->devices().find(id, canonical::Environment::live);
        if (found && found.connector->view.connector_id == connector) return found;
    }
    FAIL("no device for connector " << connector);
    return {};
}

std::shared_ptr<std::optional<bool>> Bench::set_ceiling(double kilowatts, int connector) {
    auto durable = std::make_shared<std::optional<bool>>();
    canonical::SettingsPatch patch;
    patch.max_charge_rate_kw = kilowatts;
    site->commands().write_settings(device(connector), patch, [durable](bool written) { *durable = written; });
    settle();
    return durable;
}

std::string Bench::push(canonical::Command command, bool replace, int connector) {
    canonical::PushRequest request;
    request.command = command;
    request.cancel_and_replace = replace;
    return push(request, connector);
}

std::string Bench::charge_in(std::chrono::minutes start, std::optional<std::chrono::minutes> length) {
    canonical::PushRequest request;
    request.window.start = time.utc() + start;
    if (length) request.window.end = *request.window.start + *length;
    return push(request);
}

std::string Bench::idle_in(std::chrono::minutes start) {
    canonical::PushRequest request;
    request.command = canonical::Command::idle;
    request.window.start = time.utc() + start;
    return push(request);
}

std::string Bench::cancel(const std::string& id) {
    try {
        site->commands().cancel(action(id), [](const auto&) {});
    } catch (const canonical::ApiError& error) {
        return error.code;
    }
    settle();
    return {};
}

std::vector<std::string> Bench::events() const {
    std::vector<std::string> types;
    for (const auto& [sequence, event] : storage.rows().events()) types.push_back(event.type);
    return types;
}

std::string Bench::push(const canonical::PushRequest& request, int connector) {
    auto id = std::make_shared<std::string>();
    site->commands().push(device(connector), request, [id](const auto& action) {
        if (action) *id = action->id;
    });
    settle();
    return *id;
}

canonical::Action Bench::action(const std::string& id) const {
    for (const auto& each : storage.rows().actions()) {
        if (each.id == id) return each;
    }
    FAIL("no action " << id);
    return {};
}

std::string Bench::outcome(const std::string& id) const {
    const auto found = action(id);
    return std::string(to_text(found.state)) + (found.error_code ? " " + *found.error_code : "");
}

canonical::Desired Bench::stored_desired(int connector) {
    return storage.rows().connectors().at(device(connector).connector->record.device_id).desired;
}

}  // namespace gateway
