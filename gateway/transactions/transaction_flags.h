#pragma once

#include <cstdint>
#include <string>

#include "gateway/clock.h"
#include "ocpp/messages/core.h"
#include "storage/limits.h"

/// What is odd about a transaction's messages, as it is stored with them: words separated by blanks, for lists and
/// exports to show (docs/operating.md has their meaning). Pure.
namespace gateway {

/// Transaction ids are positive 31-bit numbers.
constexpr bool is_sound_transaction_id(std::int64_t id) { return id > 0 && id <= storage::kLargestTransactionId; }

/// More is no reading of a register but a fault of the meter or its driver (quirk 59).
inline constexpr std::int64_t kMostRegisterWh = 1'000'000'000;

/// What a charger's clock and meter say of a start or a stop; each is worth something only where plausible.
struct TransactionTime {
    std::optional<UtcTime> at;
    std::int64_t meter_wh = 0;
};

class Flags {
  public:
    Flags& add_if(bool is_so, const char* word);
    const std::string& text() const { return text_; }

  private:
    std::string text_;
};

/// "bad_timestamp": no date at all; "odd_timestamp": long ago or yet to come, so that times of receipt count (BI-228).
void add_time_flags(Flags& flags, const ocpp::DateTime& timestamp, UtcTime received);
/// `is_placed`: it names a connector that this charger can have.
Flags start_flags(const ocpp::StartTransaction::Request& start, bool is_placed, UtcTime received);
/// `began` is empty where no such session is known.
Flags stop_flags(const ocpp::StopTransaction::Request& stop, const std::optional<TransactionTime>& began,
                 UtcTime received);

}  // namespace gateway
