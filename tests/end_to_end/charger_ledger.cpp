#include "tests/end_to_end/charger_ledger.h"

#include <catch2/catch.hpp>

namespace end_to_end {

namespace {

json::Value element(const json::Document& frame, int index) {
    auto at = frame.root().elements().begin();
    for (int i = 0; i < index; ++i) ++at;
    return *at;
}

}  // namespace

LedgerCharger::LedgerCharger(Stage& stage, std::string id, ChargerLedger& ledger)
    : ledger_(ledger), id_(std::move(id)), charger_(stage, id_) {}

void LedgerCharger::connect(std::uint16_t port) { REQUIRE(charger_.connect(port) == 101); }

void LedgerCharger::send_next() {
    if (!is_connected()) return;
    if (frame_.empty()) frame_ = next_frame();
    message_id_ = id_ + "-" + std::to_string(++sent_);
    charger_.send("[2,\"" + message_id_ + "\"," + frame_ + "]");
}

void LedgerCharger::hear() {
    if (frame_.empty()) return;  // nothing was sent: the link had ended
    const auto answer = charger_.wait_for_answer(message_id_);
    if (!answer) return;
    if (element(*answer, 0).integer() != 3) ++ledger_.denied;
    else acknowledged(*answer);
}

std::string LedgerCharger::next_frame() {
    const std::string time = R"("timestamp":")" + ScriptedCharger::now() + "\"";
    const std::string id = R"("transactionId":)" + std::to_string(transaction_id_);
    switch (at_) {
        case At::boot:
            return R"("BootNotification",{"chargePointVendor":"Ledger","chargePointModel":"L"})";
        case At::status:
            return R"("StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"Preparing"})";
        case At::start:
            return R"("StartTransaction",{"connectorId":1,"idTag":"TAG","meterStart":)" + std::to_string(++meter_) +
                   "," + time + "}";
        case At::first_reading:
        case At::second_reading:
            return R"("MeterValues",{"connectorId":1,)" + id + R"(,"meterValue":[{)" + time +
                   R"(,"sampledValue":[{"value":")" + std::to_string(++meter_) +
                   R"(","measurand":"Energy.Active.Import.Register","unit":"Wh"}]}]})";
        case At::stop:
            return R"("StopTransaction",{)" + id + R"(,"meterStop":)" + std::to_string(++meter_) + "," + time + "}";
    }
    return {};
}

void LedgerCharger::acknowledged(const json::Document& answer) {
    const std::string key = id_ + " " + std::to_string(meter_);
    switch (at_) {
        case At::boot:
            at_ = At::status;
            break;
        case At::status:
            at_ = At::start;
            break;
        case At::start:
            transaction_id_ = element(answer, 2).find("transactionId")->integer().value();
            ledger_.starts[key] = transaction_id_;
            at_ = At::first_reading;
            break;
        case At::first_reading:
        case At::second_reading:
            ledger_.readings.insert(key);
            at_ = at_ == At::first_reading ? At::second_reading : At::stop;
            break;
        case At::stop:
            ledger_.stops.insert(key);
            at_ = At::start;
            break;
    }
    frame_.clear();
}

}  // namespace end_to_end
