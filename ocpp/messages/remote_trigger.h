#pragma once

#include "ocpp/enums.h"
#include "ocpp/field.h"
#include "ocpp/types.h"

/// RemoteTrigger profile (OCPP 1.6 edition 2, section 5.17).
namespace ocpp {

struct TriggerMessage {
    static constexpr std::string_view action = "TriggerMessage";
    static constexpr Sender sender = Sender::central_system;
    struct Request {
        Token<MessageTrigger> requestedMessage;
        std::optional<AtLeast<1>> connectorId;
        static constexpr auto fields() {
            return std::tuple{field("requestedMessage", &Request::requestedMessage),
                              field("connectorId", &Request::connectorId)};
        }
    };
    struct Response {
        Token<TriggerMessageStatus> status;
        static constexpr auto fields() { return std::tuple{field("status", &Response::status)}; }
    };
};

}  // namespace ocpp
