#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ocpp/messages/metering.h"
#include "ocpp/quirks.h"

/// The `transactionData` of a StopTransaction that is too long to be read like other messages: hours of samples.
namespace ocpp {

/// What a message begins with; `unclear` where more of it is needed.
enum class Beginning { of_stop, of_meter_values, of_another, unclear };
Beginning beginning_of(std::string_view text);

/// Takes a StopTransaction apart as its bytes come in, in pieces of any length: the message with an empty
/// `transactionData`, and the text of that member's value, unless nobody wants it.
class TransactionDataSplitter {
  public:
    enum class Keep { data, nothing };
    explicit TransactionDataSplitter(Keep keep) : keep_(keep) {}

    void take(std::string_view bytes);
    std::string& rest() { return rest_; }
    std::string& data() { return data_; }

  private:
    void take_outside(char c);
    void take_inside(char c);
    bool in_string_after(char c);

    Keep keep_;
    std::string rest_, data_;
    std::string brackets_;  ///< that are open around the place, the first two only
    std::string name_;      ///< the last string in the payload's own object
    int depth_ = 0;
    int depth_inside_ = 0;
    bool in_string_ = false, is_escaped_ = false, is_inside_ = false;
};

/// An array of such values, read slice by slice.
struct TransactionData {
    std::string text;                ///< what could be read of it, as JSON
    std::vector<MeterValue> values;  ///< its energy and total power, which is what a session is judged by
};
/// Throws json::ParseError or CallError for what strict reading refuses; lenient reading leaves out what it cannot use.
TransactionData read_transaction_data(std::string_view array, Strictness strictness, QuirkCounters& quirks);

}  // namespace ocpp
