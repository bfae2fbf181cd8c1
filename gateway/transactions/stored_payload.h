#pragma once

#include <optional>
#include <string>

#include "json/parse.h"
#include "ocpp/codec.h"
#include "ocpp/frame.h"

namespace gateway {

/// A call's payload as the text that a row keeps. Any thread.
inline std::string payload_text(const ocpp::Call& call) {
    if (!call.payload_bytes.empty()) return std::string(call.payload_bytes);
    return call.payload ? call.payload->to_json() : "{}";
}

/// The request in a payload that is kept as text: of a row, or of an operator's own call. Empty: it holds none. Nothing
/// is thrown, and no quirk counted. Any thread.
template <class Request>
std::optional<Request> read_payload(const std::string& payload) {
    ocpp::QuirkCounters uncounted;
    try {
        return ocpp::read<Request>(json::parse(payload).root(), ocpp::Strictness::lenient, uncounted);
    } catch (const json::ParseError&) {
        return std::nullopt;
    } catch (const ocpp::CallError&) {
        return std::nullopt;
    }
}

}  // namespace gateway
