#include "ocpp/transaction_data.h"

#include <algorithm>

#include "json/parse.h"
#include "ocpp/codec.h"
#include "ocpp/frame.h"

namespace ocpp {

namespace {

constexpr std::size_t kSliceBytes = 64 << 10;
constexpr std::size_t kMostValues = 100000;  // a day of one a second; more are kept as text only
constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kName = "transactionData";

/// Takes a token off the front; false where it is another. Sets `ended` where the text ended too early to tell.
class HeadReader {
  public:
    explicit HeadReader(std::string_view text) : rest_(text) {}
    bool ended() const { return ended_; }

    bool take(char expected) {
        const auto first = rest_.find_first_not_of(kBlanks);
        rest_.remove_prefix(std::min(first, rest_.size()));
        ended_ = rest_.empty();
        if (ended_ || rest_[0] != expected) return false;
        rest_.remove_prefix(1);
        return true;
    }
    bool take_text(std::string& out) {
        if (!take('"')) return false;
        std::size_t end = 0;
        while (end < rest_.size() && rest_[end] != '"') end += rest_[end] == '\\' ? 2 : 1;
        ended_ = end >= rest_.size();
        if (ended_) return false;
        out = std::string(rest_.substr(0, end));
        rest_.remove_prefix(end + 1);
        return true;
    }

  private:
    std::string_view rest_;
    bool ended_ = false;
};

/// Gives the elements of an array as arrays of some of them.
class Slices {
  public:
    explicit Slices(std::string_view array) : rest_(array.substr(std::min(array.find('['), array.size() - 1) + 1)) {}

    /// Empty at the end.
    std::string next() {
        std::size_t end = 0;
        while (end < rest_.size()) {
            const std::size_t comma = end_of_element(end);
            if (comma >= kSliceBytes && end > 0) break;
            end = comma;
            if (end >= kSliceBytes || end >= rest_.size() || rest_[end] != ',') break;
            ++end;
        }
        std::string slice(rest_.substr(0, end));
        while (!slice.empty() && (slice.back() == ',' || kBlanks.find(slice.back()) != std::string_view::npos))
            slice.pop_back();
        rest_.remove_prefix(end < rest_.size() && rest_[end] == ',' ? end + 1 : end);
        if (!rest_.empty() && rest_[0] == ']') rest_ = {};
        return slice;
    }

  private:
    std::size_t end_of_element(std::size_t from) const {
        int depth = 0;
        bool in_string = false;
        for (std::size_t at = from; at < rest_.size(); ++at) {
            const char c = rest_[at];
            if (in_string) {
                if (c == '\\') ++at;
                else if (c == '"') in_string = false;
            } else if (c == '"') {
                in_string = true;
            } else if (c == '{' || c == '[') {
                ++depth;
            } else if (c == '}' || c == ']') {
                if (depth-- == 0) return at;
            } else if (c == ',' && depth == 0) {
                return at;
            }
        }
        return rest_.size();
    }

    std::string_view rest_;
};

struct Slice {
    std::vector<MeterValue> transactionData;
    static constexpr auto fields() { return std::tuple{field("transactionData", &Slice::transactionData)}; }
};

bool judges_a_session(const SampledValue& value) {
    if (!value.measurand) return true;  // the register (7.43)
    const std::string name = value.measurand->text();
    return name.rfind("Energy.", 0) == 0 || (name == "Power.Active.Import" && !value.phase);
}

void keep_what_judges(std::vector<MeterValue>& from, std::vector<MeterValue>& to) {
    for (MeterValue& value : from) {
        auto& samples = value.sampledValue;
        samples.erase(
            std::remove_if(samples.begin(), samples.end(), [](const auto& each) { return !judges_a_session(each); }),
            samples.end());
        samples.shrink_to_fit();
        if (to.size() < kMostValues) to.push_back(std::move(value));
    }
}

void read_slice(const std::string& elements, Strictness strictness, QuirkCounters& quirks, TransactionData& into) {
    const json::Document document = parse_text("{\"transactionData\":[" + elements + "]}", strictness, quirks);
    auto slice = read<Slice>(document.root(), strictness, quirks);
    keep_what_judges(slice.transactionData, into.values);
    const std::string text = document.root().find(kName)->to_json();
    if (text.size() <= 2) return;
    if (into.text.size() > 1) into.text += ',';
    into.text.append(text, 1, text.size() - 2);
}

}  // namespace

Beginning beginning_of(std::string_view text) {
    HeadReader head(text);
    std::string id, action;
    const bool is_call = head.take('[') && head.take('2') && head.take(',') && head.take_text(id) && head.take(',') &&
                         head.take_text(action);
    if (!is_call) return head.ended() ? Beginning::unclear : Beginning::of_another;
    if (action == "StopTransaction") return Beginning::of_stop;
    return action == "MeterValues" ? Beginning::of_meter_values : Beginning::of_another;
}

void TransactionDataSplitter::take(std::string_view bytes) {
    for (const char c : bytes) {
        if (is_inside_) take_inside(c);
        else take_outside(c);
    }
}

/// Whether the place behind this character is inside a string.
bool TransactionDataSplitter::in_string_after(char c) {
    if (is_escaped_) is_escaped_ = false;
    else if (in_string_ && c == '\\') is_escaped_ = true;
    else if (c == '"') in_string_ = !in_string_;
    return in_string_;
}

void TransactionDataSplitter::take_outside(char c) {
    constexpr std::size_t kLongestName = 32;
    const bool was_in_string = in_string_;
    const bool is_in_string = in_string_after(c);
    rest_ += c;
    if (was_in_string || is_in_string) {
        if (!was_in_string) name_.clear();
        else if (is_in_string && name_.size() < kLongestName) name_ += c;
        return;
    }
    if (c == '{' || c == '[') {
        if (++depth_ <= 2) brackets_ += c;
    } else if (c == '}' || c == ']') {
        if (depth_-- <= 2 && !brackets_.empty()) brackets_.pop_back();
    } else if (c == ':' && depth_ == 2 && brackets_ == "[{" && name_ == kName) {
        is_inside_ = true;
        depth_inside_ = 0;
        rest_ += "[]";
    }
}

void TransactionDataSplitter::take_inside(char c) {
    const bool was_in_string = in_string_;
    if (!in_string_after(c) && !was_in_string) {
        const bool is_end = depth_inside_ == 0 && (c == ',' || c == '}' || c == ']');
        if (is_end) {
            is_inside_ = false;
            return take_outside(c);
        }
        if (c == '{' || c == '[') ++depth_inside_;
        if (c == '}' || c == ']') --depth_inside_;
    }
    if (keep_ == Keep::data) data_ += c;
}

TransactionData read_transaction_data(std::string_view array, Strictness strictness, QuirkCounters& quirks) {
    TransactionData result;
    result.text = "[";
    Slices slices(array);
    for (std::string elements = slices.next(); !elements.empty(); elements = slices.next()) {
        try {
            read_slice(elements, strictness, quirks, result);
        } catch (const json::ParseError&) {
            if (strictness == Strictness::strict) throw;
            quirks.raise(Quirk::broken_json);
        } catch (const CallError&) {
            if (strictness == Strictness::strict) throw;
            quirks.raise(Quirk::unusable_value);
        }
    }
    result.text += ']';
    return result;
}

}  // namespace ocpp
