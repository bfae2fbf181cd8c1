#pragma once

#include "ocpp/enums.h"
#include "ocpp/field.h"
#include "ocpp/security_enums.h"
#include "ocpp/types.h"

/// What a charger reports about firmware, diagnostics, logs and security (OCPP 1.6 sections 4.4, 4.5; security white
/// paper 5.13, 5.15, 5.19). Some chargers stop when one of these is refused, so all are always acknowledged.
namespace ocpp {

struct DiagnosticsStatusNotification {
    static constexpr std::string_view action = "DiagnosticsStatusNotification";
    static constexpr Sender sender = Sender::charge_point;
    struct Request {
        Token<DiagnosticsStatus> status;
        static constexpr auto fields() { return std::tuple{field("status", &Request::status)}; }
    };
    using Response = Empty;
};

struct FirmwareStatusNotification {
    static constexpr std::string_view action = "FirmwareStatusNotification";
    static constexpr Sender sender = Sender::charge_point;
    struct Request {
        Token<FirmwareStatus> status;
        static constexpr auto fields() { return std::tuple{field("status", &Request::status)}; }
    };
    using Response = Empty;
};

struct LogStatusNotification {
    static constexpr std::string_view action = "LogStatusNotification";
    static constexpr Sender sender = Sender::charge_point;
    struct Request {
        Token<UploadLogStatusEnumType> status;
        std::optional<std::int64_t> requestId;
        static constexpr auto fields() {
            return std::tuple{field("status", &Request::status), field("requestId", &Request::requestId)};
        }
    };
    using Response = Empty;
};

struct SecurityEventNotification {
    static constexpr std::string_view action = "SecurityEventNotification";
    static constexpr Sender sender = Sender::charge_point;
    struct Request {
        Text<50> type;
        DateTime timestamp;
        std::optional<Text<255>> techInfo;
        static constexpr auto fields() {
            return std::tuple{field("type", &Request::type), tolerated("timestamp", &Request::timestamp),
                              field("techInfo", &Request::techInfo)};
        }
    };
    using Response = Empty;
};

struct SignedFirmwareStatusNotification {
    static constexpr std::string_view action = "SignedFirmwareStatusNotification";
    static constexpr Sender sender = Sender::charge_point;
    struct Request {
        Token<FirmwareStatusEnumType> status;
        std::optional<std::int64_t> requestId;
        static constexpr auto fields() {
            return std::tuple{field("status", &Request::status), field("requestId", &Request::requestId)};
        }
    };
    using Response = Empty;
};

}  // namespace ocpp
