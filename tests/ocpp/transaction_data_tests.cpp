#include "ocpp/transaction_data.h"

#include <algorithm>

#include <catch2/catch.hpp>

#include "json/parse.h"
#include "ocpp/frame.h"

using namespace ocpp;

namespace {

const std::string kHead = R"([2,"7","StopTransaction",{"transactionId":5,"transactionData":)";

std::string sample(int wh) {
    return R"({"timestamp":"2026-01-02T03:04:05Z","sampledValue":[{"value":")" + std::to_string(wh) +
           R"(","measurand":"Energy.Active.Import.Register","unit":"Wh"},{"value":"231","measurand":"Voltage"}]})";
}

std::string samples(int count) {
    std::string all = "[";
    for (int i = 0; i < count; ++i) all += (i > 0 ? ",\n" : "") + sample(i);
    return all + "]";
}

}  // namespace

TEST_CASE("the beginning of a message tells what it is, or that more is needed") {
    CHECK(beginning_of(kHead) == Beginning::of_stop);
    CHECK(beginning_of("[ 2 , \"1\" ,\"MeterValues\",") == Beginning::of_meter_values);
    CHECK(beginning_of(R"([2,"1","Heartbeat",{}])") == Beginning::of_another);
    for (const auto* other : {"{", "[3,\"1\"", "[2,5", "x", "[2,\"1\",{"})
        CHECK(beginning_of(other) == Beginning::of_another);
    for (const auto* part : {"", "[", "[2", "[2,", "[2,\"1", "[2,\"1\",\"StopTr"})
        CHECK(beginning_of(part) == Beginning::unclear);
}

TEST_CASE("a StopTransaction is taken apart, in pieces of any length") {
    const std::string text = kHead + R"([{"a":"]},\"x"},{}] ,"reason":"transactionData","x":{"transactionData":1}}])";
    const std::size_t piece = GENERATE(1, 3, 1000);
    TransactionDataSplitter parts(TransactionDataSplitter::Keep::data);
    for (std::size_t at = 0; at < text.size(); at += piece) parts.take(std::string_view(text).substr(at, piece));
    CHECK(parts.rest() == kHead + R"([],"reason":"transactionData","x":{"transactionData":1}}])");
    CHECK(parts.data() == R"([{"a":"]},\"x"},{}] )");
    TransactionDataSplitter without(TransactionDataSplitter::Keep::nothing);
    without.take(text);
    CHECK(without.data().empty());
}

TEST_CASE("samples are read slice by slice, and what judges a session is kept of them") {
    QuirkCounters quirks;
    const std::string text = samples(5000);
    const TransactionData data = read_transaction_data(text, Strictness::strict, quirks);
    CHECK(data.values.size() == 5000);
    CHECK(data.values.back().sampledValue.size() == 1);
    CHECK(data.values.back().sampledValue.front().value.value == "4999");
    std::string compact = text;
    compact.erase(std::remove(compact.begin(), compact.end(), '\n'), compact.end());
    CHECK(data.text == compact);
    CHECK(read_transaction_data(" [ ] ", Strictness::strict, quirks).text == "[]");
}

TEST_CASE("in lenient reading a broken sample does not spoil the others, strictly all are refused") {
    QuirkCounters quirks;
    const std::string text = samples(2000) + "";
    std::string broken = text;
    broken.replace(broken.find("\"231\""), 5, "<231>");
    const auto data = read_transaction_data(broken, Strictness::lenient, quirks);
    CHECK(data.values.size() > 1000);
    CHECK(quirks.of(Quirk::broken_json) == 1);
    CHECK_THROWS_AS(read_transaction_data(broken, Strictness::strict, quirks), json::ParseError);
    std::string nameless = text;
    nameless.replace(nameless.find("\"231\""), 5, "");
    CHECK(read_transaction_data(nameless, Strictness::lenient, quirks).values.size() == 2000);
    CHECK(quirks.of(Quirk::repaired_json) == 1);
}

TEST_CASE("a long StopTransaction is a CALL whose samples stand apart, a long MeterValues is read whole") {
    QuirkCounters quirks;
    const Frame stop = read_frame(kHead + samples(9000) + "}]", Strictness::strict, quirks);
    const auto& call = std::get<Call>(stop.content);
    CHECK(call.payload->to_json() == R"({"transactionId":5,"transactionData":[]})");
    CHECK(call.transaction_data == samples(9000));
    const Frame values = read_frame(R"([2,"7","MeterValues",{"connectorId":1,"meterValue":)" + samples(9000) + "}]",
                                    Strictness::strict, quirks);
    CHECK(std::holds_alternative<Call>(values.content));
    const Frame torn = read_frame(kHead + samples(9000), Strictness::lenient, quirks);
    CHECK(std::get<BrokenCall>(torn.content).id == "7");
}
