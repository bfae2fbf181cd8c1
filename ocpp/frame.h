#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "json/parse.h"
#include "ocpp/call_error.h"
#include "ocpp/quirks.h"

/// The envelope of OCPP-J (section 4): three kinds of JSON arrays.
namespace ocpp {

/// [2, id, action, payload]
struct Call {
    std::string id;
    bool id_is_number = false;  ///< echoed as it came (BI-135)
    std::string action;
    std::optional<json::Value> payload;
    /// Of a StopTransaction too long to be read whole: what belongs into its payload, as text inside the frame.
    std::string_view transaction_data = {};
    /// The payload's own bytes in the frame; empty where they are no JSON by themselves (mended, or too long to be
    /// kept).
    std::string_view payload_bytes = {};
};

/// [3, id, payload]
struct CallResult {
    std::string id;
    std::optional<json::Value> payload;
};

/// [4, id, code, description, details]; whatever is missing is empty (quirk 37).
struct CallErrorFrame {
    std::string id;
    std::string code;
    std::string description;
};

/// A CALL whose id is known but whose rest is unusable: to be answered with CALLERROR.
struct BrokenCall {
    std::string id;
    bool id_is_number = false;
    std::string reason;
    ErrorCode code = ErrorCode::FormationViolation;
};

/// An answer to us whose id is known but whose rest is unusable: the waiting CALL fails at once.
struct BrokenAnswer {
    std::string id;
    std::string reason;
};

/// Nothing can be done with it but count it (OCPP-J 4.1.3: unknown types are ignored).
struct Ignored {
    std::string reason;
};

using FrameContent = std::variant<Call, CallResult, CallErrorFrame, BrokenCall, BrokenAnswer, Ignored>;

/// Payload values point into the document, payload bytes into the text.
struct Frame {
    std::unique_ptr<const std::string> text;
    std::optional<json::Document> document;
    FrameContent content;
    std::unique_ptr<const std::string> transaction_data;
};

/// Longest id that is echoed in an answer; longer ones are ignored (catalogue, 1.9).
constexpr std::size_t kLongestEchoedId = 255;
constexpr std::size_t kLongestId = 36;

/// JSON of a peer: in lenient reading a broken text gets a second chance (json/repair.h). Throws json::ParseError.
json::Document parse_text(std::string text, Strictness strictness, QuirkCounters& quirks,
                          const json::Limits& limits = {});

/// Never throws for what the text holds.
Frame read_frame(std::string text, Strictness strictness, QuirkCounters& quirks);

/// `payload` is the finished JSON of an object.
std::string write_call(std::string_view id, std::string_view action, std::string_view payload);
std::string write_call_result(const Call& call, std::string_view payload);
std::string write_call_error(std::string_view id, bool id_is_number, ErrorCode code, std::string_view description);

}  // namespace ocpp
