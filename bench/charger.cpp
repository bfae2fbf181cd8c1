#include "bench/charger.h"

namespace bench {

namespace {

constexpr double kPowerW = 11040;
constexpr int kFirstRegister = 1234000;

std::string sample(const std::string& value, const char* measurand, const char* unit, const char* phase) {
    std::string text = R"({"value":")" + value + R"(","context":"Sample.Periodic","measurand":")" + measurand + R"(",)";
    if (*phase != '\0') text += std::string(R"("phase":")") + phase + R"(",)";
    return text + R"("location":"Outlet","unit":")" + unit + R"("})";
}

std::string tenths(long long value) { return std::to_string(value / 10) + "." + std::to_string(value % 10); }

/// `[2,"id","Action",...`: the n-th quoted text.
std::string_view quoted(std::string_view frame, int n) {
    std::size_t begin = 0, end = 0;
    for (int i = 0; i <= n; ++i) {
        begin = frame.find('"', end) + 1;
        end = frame.find('"', begin) + 1;
        if (begin == 0 || end == 0) return {};
    }
    return frame.substr(begin, end - begin - 1);
}

std::string confirmation_of(std::string_view action) {
    if (action == "GetConfiguration")
        return R"({"configurationKey":[{"key":"HeartbeatInterval","readonly":false,"value":"60"},)"
               R"({"key":"MeterValueSampleInterval","readonly":false,"value":"10"},)"
               R"({"key":"NumberOfConnectors","readonly":true,"value":"1"},)"
               R"({"key":"SupportedFeatureProfiles","readonly":true,"value":"Core,SmartCharging,RemoteTrigger"},)"
               R"({"key":"ChargingScheduleAllowedChargingRateUnit","readonly":true,"value":"Current,Power"}]})";
    if (action == "TriggerMessage") return R"({"status":"NotImplemented"})";
    if (action == "ClearCache" || action == "GetCompositeSchedule") return R"({"status":"Rejected"})";
    return R"({"status":"Accepted"})";
}

}  // namespace

std::string Script::call(const char* action, const std::string& payload) {
    return "[2,\"" + std::to_string(++last_id_) + "\",\"" + action + "\"," + payload + "]";
}

std::string Script::boot() {
    return call("BootNotification",
                R"({"chargePointVendor":"Bench","chargePointModel":"AC-11","firmwareVersion":"1.0",)"
                R"("chargePointSerialNumber":"SN-1"})");
}

std::string Script::status(const char* status) {
    return call("StatusNotification", R"({"connectorId":1,"errorCode":"NoError","status":")" + std::string(status) +
                                          R"(","timestamp":")" + utc_now() + R"("})");
}

long long Script::register_wh() const {
    const double hours = std::chrono::duration<double>(Clock::now() - began_).count() / 3600;
    return kFirstRegister + static_cast<long long>(kPowerW * hours);
}

std::string Script::meter_values() {
    const long long n = ++samples_ * 7 % 20;
    std::string text = R"({"connectorId":1,"transactionId":)" + std::to_string(transaction_) +
                       R"(,"meterValue":[{"timestamp":")" + utc_now() + R"(","sampledValue":[)";
    text += sample(std::to_string(register_wh()), "Energy.Active.Import.Register", "Wh", "");
    text += "," + sample(tenths(110300 + n * 10), "Power.Active.Import", "W", "");
    for (const char* phase : {"L1", "L2", "L3"})
        text += "," + sample(tenths(159 + n % 3), "Current.Import", "A", phase);
    for (const char* phase : {"L1", "L2", "L3"}) text += "," + sample(tenths(2300 + n), "Voltage", "V", phase);
    return call("MeterValues", text + "]}]}");
}

std::string Script::session_message(int step) {
    const std::string meter = std::to_string(register_wh());
    switch (step) {
        case 0:
            return status("Preparing");
        case 1:
            return call("StartTransaction", R"({"connectorId":1,"idTag":"B0BACAFE","meterStart":)" + meter +
                                                R"(,"timestamp":")" + utc_now() + R"("})");
        case 2:
            return status("Charging");
        case 10:
            return call("Heartbeat", "{}");
        case 18:
            return call("StopTransaction", R"({"idTag":"B0BACAFE","meterStop":)" + meter + R"(,"timestamp":")" +
                                               utc_now() + R"(","transactionId":)" + std::to_string(transaction_) +
                                               R"(,"reason":"Local"})");
        case 19:
            return status("Available");
    }
    return meter_values();
}

std::string Script::next(Mix mix) {
    if (mix == Mix::heartbeat || heartbeats_first_-- > 0) return call("Heartbeat", "{}");
    const int step = step_;
    step_ = (step_ + 1) % kMessages;
    return session_message(step);
}

void Script::confirmed(std::string_view frame) {
    constexpr std::string_view kName = "\"transactionId\":";
    const auto found = frame.find(kName);
    if (found != std::string_view::npos) transaction_ = std::stoll(std::string(frame.substr(found + kName.size(), 20)));
}

std::string answer_to_call(std::string_view frame) {
    if (frame.compare(0, 2, "[2") != 0) return {};
    return "[3,\"" + std::string(quoted(frame, 0)) + "\"," + confirmation_of(quoted(frame, 1)) + "]";
}

}  // namespace bench
