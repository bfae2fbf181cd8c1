#include "ocpp/frame.h"

#include <algorithm>
#include <vector>

#include "json/repair.h"
#include "json/writer.h"
#include "ocpp/transaction_data.h"

namespace ocpp {

namespace {

constexpr std::int64_t kCall = 2, kCallResult = 3, kCallError = 4;
constexpr std::size_t kLongestDescription = 255;
constexpr std::size_t kLongestForeignCode = 64;
constexpr std::size_t kLongestRepaired = 1 << 20;  // parsing uses a text up, so a copy is needed for a second look
constexpr std::size_t kLongestKept = 64 << 10;     // of a frame whose payload may be stored as it came
constexpr std::size_t kLongestInOne = 256 << 10;   // a StopTransaction above is read in parts
constexpr std::size_t kHeader = 320;               // room for the longest id that is echoed

std::string cut(std::string_view text, std::size_t most) { return std::string(text.substr(0, most)); }

std::size_t characters(std::string_view utf8) {
    std::size_t count = 0;
    for (const char c : utf8) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    return count;
}

std::string written_id(std::string_view id, bool is_number) {
    json::Writer out;
    if (is_number) {
        out.raw(id);
    } else {
        out.string(id);
    }
    return out.take();
}

/// `[2 , "id"` at the start of a text that is no JSON as a whole (quirk 34).
class HeaderScanner {
  public:
    explicit HeaderScanner(std::string_view text) : rest_(text) {}

    FrameContent scan(const std::string& reason, ErrorCode code) {
        if (!take('[')) return Ignored{reason};
        skip_blanks();
        if (rest_.empty()) return Ignored{reason};
        const char type = rest_[0];
        rest_.remove_prefix(1);
        std::string id;
        if (!take(',') || !take_string(id)) return Ignored{reason};
        if (type == '2') return BrokenCall{id, false, reason, code};
        if (type == '3' || type == '4') return BrokenAnswer{id, reason};
        return Ignored{reason};
    }

  private:
    void skip_blanks() {
        const auto first = rest_.find_first_not_of(" \t\r\n");
        rest_.remove_prefix(first == std::string_view::npos ? rest_.size() : first);
    }
    bool take(char expected) {
        skip_blanks();
        if (rest_.empty() || rest_[0] != expected) return false;
        rest_.remove_prefix(1);
        return true;
    }
    /// Only an id without escapes is worth the guess.
    bool take_string(std::string& out) {
        if (!take('"')) return false;
        const auto end = rest_.find_first_of("\"\\");
        if (end == std::string_view::npos || rest_[end] == '\\' || end == 0 || end > kLongestEchoedId) return false;
        out = std::string(rest_.substr(0, end));
        return json::is_utf8(out);
    }

    std::string_view rest_;
};

ErrorCode code_for(const json::ParseError& error) {
    return error.cause == json::ParseError::Cause::escaped_nul ? ErrorCode::PropertyConstraintViolation
                                                               : ErrorCode::FormationViolation;
}

json::Document parsed_after_repair(std::string_view text, const json::Limits& limits, QuirkCounters& quirks) {
    auto repaired = json::repaired(text);
    if (!repaired) throw;
    json::Document document = json::parse(std::move(*repaired), json::Reading::tolerant, limits);
    quirks.raise(Quirk::repaired_json);
    return document;
}

/// How long a text may be is the socket's affair. Meter values are many small values; they may fill 16 MB of nodes.
json::Limits limits_for(std::string_view text) {
    constexpr std::size_t kLeastBytesOfValue = 4, kMostValues = 500000;
    json::Limits limits;
    limits.bytes = std::max(limits.bytes, text.size());
    const std::size_t values = std::min(text.size() / kLeastBytesOfValue, kMostValues);
    if (values <= limits.values) return limits;
    const auto what = beginning_of(text.substr(0, kHeader));
    if (what == Beginning::of_stop || what == Beginning::of_meter_values) limits.values = values;
    return limits;
}

class FrameReader {
  public:
    FrameReader(json::Value root, Strictness strictness, QuirkCounters& quirks)
        : root_(root), strictness_(strictness), quirks_(quirks) {}

    FrameContent read() {
        if (!root_.is_array()) return Ignored{"the message is not an array"};
        elements_.reserve(kMostElements + 1);
        for (const json::Value element : root_.elements()) {
            elements_.push_back(element);
            if (elements_.size() > kMostElements) break;
        }
        const auto type = message_type();
        if (!type) return Ignored{"the message type is not 2, 3 or 4"};
        if (!read_id()) return Ignored{"the message has no usable id"};
        if (*type == kCall) return call();
        return *type == kCallResult ? call_result() : call_error();
    }

  private:
    static constexpr std::size_t kMostElements = 6;

    bool strict() const { return strictness_ == Strictness::strict; }

    std::optional<std::int64_t> message_type() {
        if (elements_.empty() || !elements_[0].is_number()) return std::nullopt;
        // "2.0" is a 2 with a quirk, "2e0" is nobody's 2 (BI-131, BI-132).
        const bool odd = !elements_[0].is_plain_integer();
        if (odd && elements_[0].text().find_first_of("eE") != std::string_view::npos) return std::nullopt;
        const auto type = elements_[0].integer();
        if (!type || *type < kCall || *type > kCallError) return std::nullopt;
        if (odd) quirks_.raise(Quirk::odd_envelope);
        return type;
    }

    bool read_id() {
        if (elements_.size() < 2) return false;
        const json::Value id = elements_[1];
        id_is_number_ = id.is_number();
        if (!id.is_string() && (!id_is_number_ || strict())) return false;
        if (id_is_number_) quirks_.raise(Quirk::odd_envelope);
        id_ = std::string(id.text());
        return characters(id_) <= kLongestEchoedId;
    }

    FrameContent call() {
        if (id_.empty()) return broken("the message id is empty");
        if (characters(id_) > kLongestId) {
            if (strict()) return broken("the message id is longer than 36 characters");
            quirks_.raise(Quirk::odd_envelope);
        }
        if (elements_.size() < 3) return broken("the action is missing");
        if (!elements_[2].is_string()) return broken("the action is not a string");
        if (elements_.size() == 3 && strict()) return broken("the payload is missing");
        if (elements_.size() > 4 && strict()) return broken("the message has more than 4 elements");
        if (elements_.size() != 4) quirks_.raise(Quirk::odd_envelope);
        Call call{id_, id_is_number_, std::string(elements_[2].text()), std::nullopt};
        if (elements_.size() > 3) call.payload = elements_[3];
        return call;
    }

    FrameContent call_result() {
        if (elements_.size() != 3) return Ignored{"the answer does not have 3 elements"};
        return CallResult{id_, elements_[2]};
    }

    FrameContent call_error() {
        if (elements_.size() != 5) {
            if (strict()) return BrokenAnswer{id_, "the CALLERROR does not have 5 elements"};
            quirks_.raise(Quirk::odd_envelope);
        }
        const auto text_at = [&](std::size_t i) {
            return i < elements_.size() ? elements_[i].text() : std::string_view();
        };
        return CallErrorFrame{id_, cut(text_at(2), kLongestForeignCode), cut(text_at(3), kLongestDescription)};
    }

    FrameContent broken(const char* reason) const { return BrokenCall{id_, id_is_number_, reason}; }

    json::Value root_;
    Strictness strictness_;
    QuirkCounters& quirks_;
    std::vector<json::Value> elements_;
    std::string id_;
    bool id_is_number_ = false;
};

}  // namespace

json::Document parse_text(std::string text, Strictness strictness, QuirkCounters& quirks, const json::Limits& limits) {
    if (strictness == Strictness::strict) return json::parse(std::move(text), json::Reading::strict, limits);
    const std::string copy = text.size() <= kLongestRepaired ? text : std::string();
    try {
        return json::parse(std::move(text), json::Reading::tolerant, limits);
    } catch (const json::ParseError& error) {
        if (error.cause != json::ParseError::Cause::broken) throw;
        return parsed_after_repair(copy, limits, quirks);
    }
}

namespace {

/// Read as blanks, and inside a string no JSON: who reads the bytes again must not meet them.
bool has_control_characters(std::string_view bytes) {
    return std::any_of(bytes.begin(), bytes.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

bool is_container(const json::Value& payload) { return payload.is_object() || payload.is_array(); }

Frame read_whole(std::string text, Strictness strictness, QuirkCounters& quirks) {
    const std::string beginning = text.substr(0, kHeader);
    const json::Limits limits = limits_for(text);
    const std::uint64_t repaired_before = quirks.of(Quirk::repaired_json);
    Frame frame;
    if (text.size() <= kLongestKept) frame.text = std::make_unique<const std::string>(text);
    try {
        frame.document = parse_text(std::move(text), strictness, quirks, limits);
        if (frame.document->had_control_characters()) quirks.raise(Quirk::control_characters);
        frame.content = FrameReader(frame.document->root(), strictness, quirks).read();
        const bool is_as_sent =
            !frame.document->had_control_characters() && quirks.of(Quirk::repaired_json) == repaired_before;
        auto* const call = std::get_if<Call>(&frame.content);
        if (call && frame.text && is_as_sent && call->payload && is_container(*call->payload))
            call->payload_bytes = frame.document->bytes_of(*call->payload, *frame.text);
        if (call && has_control_characters(call->payload_bytes)) call->payload_bytes = {};
    } catch (const json::ParseError& error) {
        quirks.raise(Quirk::broken_json);
        const bool is_worth_an_answer = strictness == Strictness::lenient ||
                                        error.cause == json::ParseError::Cause::repeated_name ||
                                        error.cause == json::ParseError::Cause::escaped_nul;
        frame.content = is_worth_an_answer ? HeaderScanner(beginning).scan(error.what(), code_for(error))
                                           : FrameContent(Ignored{error.what()});
    }
    return frame;
}

/// Its samples are looked at slice by slice, when it is known whose they are.
Frame read_in_parts(std::string text, Strictness strictness, QuirkCounters& quirks) {
    TransactionDataSplitter parts(TransactionDataSplitter::Keep::data);
    parts.take(text);
    const auto first = parts.data().find_first_not_of(" \t\r\n");
    if (first == std::string::npos || parts.data()[first] != '[')
        return read_whole(std::move(text), strictness, quirks);
    std::string().swap(text);
    Frame frame = read_whole(std::move(parts.rest()), strictness, quirks);
    frame.transaction_data = std::make_unique<const std::string>(std::move(parts.data()));
    if (auto* call = std::get_if<Call>(&frame.content)) call->transaction_data = *frame.transaction_data;
    return frame;
}

}  // namespace

Frame read_frame(std::string text, Strictness strictness, QuirkCounters& quirks) {
    const bool is_long = text.size() > kLongestInOne;
    const bool has_parts = is_long && beginning_of(std::string_view(text).substr(0, kHeader)) == Beginning::of_stop;
    return has_parts ? read_in_parts(std::move(text), strictness, quirks)
                     : read_whole(std::move(text), strictness, quirks);
}

std::string write_call(std::string_view id, std::string_view action, std::string_view payload) {
    std::string frame = "[2," + written_id(id, false) + ",\"";
    return frame.append(action).append("\",").append(payload).append("]");
}

std::string write_call_result(const Call& call, std::string_view payload) {
    std::string frame = "[3," + written_id(call.id, call.id_is_number) + ",";
    return frame.append(payload).append("]");
}

std::string write_call_error(std::string_view id, bool id_is_number, ErrorCode code, std::string_view description) {
    json::Writer text;
    text.string(cut(description, kLongestDescription));
    std::string frame = "[4," + written_id(id, id_is_number) + ",\"";
    return frame.append(wire_name(code)).append("\",").append(text.take()).append(",{}]");
}

}  // namespace ocpp
