#include "gateway/transactions/transaction_flags.h"

namespace gateway {

namespace {

/// A queue of two months is legitimate (CF-094), a year is a clock that was never set.
constexpr std::chrono::hours kLongestQueue{24 * 365};
constexpr std::chrono::hours kMostAhead{24};

bool is_anomalous_meter(std::int64_t wh) { return wh < 0 || wh > kMostRegisterWh; }

}  // namespace

Flags& Flags::add_if(bool is_so, const char* word) {
    if (is_so) text_ += (text_.empty() ? "" : " ") + std::string(word);
    return *this;
}

void add_time_flags(Flags& flags, const ocpp::DateTime& timestamp, UtcTime received) {
    const auto& at = timestamp.time;
    flags.add_if(!at, "bad_timestamp");
    flags.add_if(at && (*at < received - kLongestQueue || *at > received + kMostAhead), "odd_timestamp");
}

Flags start_flags(const ocpp::StartTransaction::Request& start, bool is_placed, UtcTime received) {
    Flags flags;
    flags.add_if(!is_placed, "odd_connector").add_if(is_anomalous_meter(start.meterStart), "odd_meter_start");
    add_time_flags(flags, start.timestamp, received);
    return flags;
}

Flags stop_flags(const ocpp::StopTransaction::Request& stop, const std::optional<TransactionTime>& began,
                 UtcTime received) {
    Flags flags;
    flags.add_if(is_anomalous_meter(stop.meterStop), "odd_meter_stop");
    add_time_flags(flags, stop.timestamp, received);
    if (!began) return flags;
    flags.add_if(stop.meterStop < began->meter_wh, "meter_fell");
    return flags.add_if(began->at && stop.timestamp.time && *stop.timestamp.time < *began->at, "stop_before_start");
}

}  // namespace gateway
