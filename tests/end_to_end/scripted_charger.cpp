#include "tests/end_to_end/scripted_charger.h"

#include <ctime>
#include <limits>
#include <stdexcept>

#include "json/parse.h"
#include "tests/end_to_end/basic_authorization.h"
#include "tests/end_to_end/rest_client.h"
#include "tests/end_to_end/scripted_socket.h"

namespace end_to_end {

namespace {

constexpr double kUnlimitedKw = 1e6;

std::string frame_text(const std::string& id, const std::string& action, const std::string& payload) {
    return R"([2,")" + id + R"(",")" + action + "\"," + payload + "]";
}

std::string text_of(json::Value object, const std::string& name) {
    const auto member = object.find(name);
    return member ? std::string(member->text()) : std::string();
}

}  // namespace

json::Value ReceivedCall::payload() const {
    auto element = frame->root().elements().begin();
    for (int i = 0; i < 3; ++i) ++element;
    return *element;
}

double ReceivedProfile::kilowatts(int phases) const { return unit == "W" ? limit / 1000 : limit * 230 * phases / 1000; }

bool carries(const ReceivedProfile& profile, double ceiling_kw, int phases) {
    const double kilowatts = profile.kilowatts(phases);
    return kilowatts <= ceiling_kw + 1e-9 && kilowatts > 0.9 * ceiling_kw;
}

ScriptedCharger::ScriptedCharger(Stage& stage, std::string id) : stage_(stage), id_(std::move(id)) {
    for (const auto action : {"ChangeConfiguration", "ClearChargingProfile", "RemoteStartTransaction",
                              "RemoteStopTransaction", "SetChargingProfile", "TriggerMessage"}) {
        answer_status(action, "Accepted");
    }
    answer("GetConfiguration", R"({"configurationKey":[
        {"key":"NumberOfConnectors","readonly":true,"value":"1"},
        {"key":"ChargeProfileMaxStackLevel","readonly":true,"value":"5"},
        {"key":"ChargingScheduleAllowedChargingRateUnit","readonly":true,"value":"Current,Power"},
        {"key":"MeterValueSampleInterval","readonly":false,"value":"1"}]})");
}

ScriptedCharger::~ScriptedCharger() { drop(); }

int ScriptedCharger::connect(std::uint16_t port, const std::string& password) {
    drop();
    socket_ = std::make_shared<ScriptedSocket>(stage_.io(), [this](const std::string& text) { received(text); });
    socket_->open(port, "/ocpp/" + id_, password.empty() ? std::string() : basic_authorization(id_, password));
    stage_.run_until([this] { return socket_->http_status().has_value(); });
    return socket_->http_status().value_or(0);
}

void ScriptedCharger::drop() {
    if (socket_) socket_->abandon();
    socket_.reset();
}

bool ScriptedCharger::is_connected() const { return socket_ && socket_->is_open(); }

void ScriptedCharger::send(const std::string& text) {
    if (!is_connected()) throw std::runtime_error(id_ + " is not connected");
    socket_->send(text);
}

std::string ScriptedCharger::post(const std::string& action, const std::string& payload) {
    const std::string id = "scripted-" + std::to_string(++sent_);
    send(frame_text(id, action, payload));
    return id;
}

std::shared_ptr<json::Document> ScriptedCharger::wait_for_answer(const std::string& id, Milliseconds patience) {
    stage_.run_until([&] { return answers_.count(id) > 0 || !is_connected(); }, patience);
    const auto found = answers_.find(id);
    return found == answers_.end() ? nullptr : found->second;
}

std::shared_ptr<json::Document> ScriptedCharger::call(const std::string& action, const std::string& payload) {
    const auto answer = wait_for_answer(post(action, payload));
    if (!answer) throw std::runtime_error(action + " was not answered");
    if ((*answer->root().elements().begin()).integer() != 3)
        throw std::runtime_error(action + " was refused: " + answer->root().to_json());
    return answer;
}

void ScriptedCharger::received(const std::string& text) {
    const auto frame = std::make_shared<json::Document>(json::parse(text));
    auto element = frame->root().elements().begin();
    const auto type = (*element).integer();
    const std::string id((*++element).text());
    if (type != 2) {
        answers_[id] = frame;
        return;
    }
    const ReceivedCall call{Clock::now(), id, std::string((*++element).text()), frame};
    calls_.push_back(call);
    answer_call(call);
}

void ScriptedCharger::answer_call(const ReceivedCall& call) {
    const auto found = reactions_.find(call.action);
    if (found == reactions_.end()) return send(R"([4,")" + call.id + R"(","NotImplemented","",{}])");
    if (call.action == "SetChargingProfile") keep_profile(call);
    const auto payload = found->second(call);
    if (payload && is_connected()) send(R"([3,")" + call.id + "\"," + *payload + "]");
    if (payload && call.action == "TriggerMessage" && payload->find("Accepted") != std::string::npos)
        act_on_trigger(call);
}

void ScriptedCharger::keep_profile(const ReceivedCall& call) {
    ReceivedProfile received;
    received.at = call.at;
    received.connector = static_cast<int>(call.payload().find("connectorId")->integer().value_or(-1));
    const auto profile = call.payload().find("csChargingProfiles").value();
    received.purpose = text_of(profile, "chargingProfilePurpose");
    if (const auto transaction = profile.find("transactionId")) received.transaction_id = transaction->integer();
    const auto schedule = profile.find("chargingSchedule").value();
    received.unit = text_of(schedule, "chargingRateUnit");
    const auto period = *schedule.find("chargingSchedulePeriod")->elements().begin();
    received.limit = period.find("limit")->number().value_or(-1);
    profiles_.push_back(received);
    limits_[received.purpose] = received;
}

void ScriptedCharger::act_on_trigger(const ReceivedCall& call) {
    const std::string message = text_of(call.payload(), "requestedMessage");
    if (message == "BootNotification") post(message, boot_payload());
    if (message == "StatusNotification") post(message, status_payload());
}

void ScriptedCharger::stay_mute(const std::string& action) {
    on(action, [](const ReceivedCall&) { return std::nullopt; });
}

void ScriptedCharger::answer(const std::string& action, const std::string& payload) {
    on(action, [payload](const ReceivedCall&) { return std::optional<std::string>(payload); });
}

std::string ScriptedCharger::boot_payload() const {
    return R"({"chargePointVendor":"Scripted","chargePointModel":"Model S","firmwareVersion":"1"})";
}

std::string ScriptedCharger::status_payload() const {
    return R"({"connectorId":1,"errorCode":"NoError","status":")" + status_ + R"(","timestamp":")" + now() + "\"}";
}

void ScriptedCharger::boot() { call("BootNotification", boot_payload()); }

void ScriptedCharger::status(const std::string& status, const std::string& error) {
    status_ = status;
    call("StatusNotification", R"({"connectorId":1,"errorCode":")" + error + R"(","status":")" + status +
                                   R"(","timestamp":")" + now() + "\"}");
}

std::int64_t ScriptedCharger::start_transaction() {
    const auto answer = call("StartTransaction", R"({"connectorId":1,"idTag":"TAG","meterStart":)" +
                                                     std::to_string(++meter_wh_) + R"(,"timestamp":")" + now() + "\"}");
    auto element = answer->root().elements().begin();
    ++ ++element;
    transaction_id_ = (*element).find("transactionId")->integer();
    return transaction_id();
}

void ScriptedCharger::stop_transaction(const std::string& reason) {
    const std::string id = std::to_string(transaction_id());
    transaction_id_.reset();
    limits_.erase("TxProfile");
    call("StopTransaction", R"({"transactionId":)" + id + R"(,"meterStop":)" + std::to_string(++meter_wh_) +
                                R"(,"timestamp":")" + now() + R"(","reason":")" + reason + "\"}");
}

void ScriptedCharger::send_power(double kilowatts) {
    const std::string transaction =
        transaction_id_ ? R"("transactionId":)" + std::to_string(*transaction_id_) + "," : "";
    call("MeterValues", R"({"connectorId":1,)" + transaction + R"("meterValue":[{"timestamp":")" + now() +
                            R"(","sampledValue":[{"value":")" + decimal(kilowatts * 1000) +
                            R"(","measurand":"Power.Active.Import","unit":"W"}]}]})");
}

void ScriptedCharger::begin_session() {
    boot();
    status("Preparing");
    start_transaction();
    status("Charging");
}

double ScriptedCharger::limit_kw() const {
    for (const auto purpose : {"TxProfile", "TxDefaultProfile"}) {
        const auto kept = limits_.find(purpose);
        if (kept != limits_.end()) return kept->second.kilowatts();
    }
    return kUnlimitedKw;
}

std::size_t ScriptedCharger::count(const std::string& action) const {
    return static_cast<std::size_t>(
        std::count_if(calls_.begin(), calls_.end(), [&](const ReceivedCall& call) { return call.action == action; }));
}

std::optional<ReceivedCall> ScriptedCharger::wait_for_call(const std::string& action, std::size_t from,
                                                           Milliseconds patience) {
    std::optional<ReceivedCall> found;
    stage_.run_until(
        [&] {
            for (std::size_t i = from; i < calls_.size() && !found; ++i) {
                if (calls_[i].action == action) found = calls_[i];
            }
            return found.has_value();
        },
        patience);
    return found;
}

std::optional<ReceivedProfile> ScriptedCharger::wait_for_profile(std::size_t from, Milliseconds patience) {
    if (!stage_.run_until([&] { return profiles_.size() > from; }, patience)) return std::nullopt;
    return profiles_[from];
}

std::string ScriptedCharger::now() {
    const std::time_t seconds = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

}  // namespace end_to_end
