#pragma once

#include "ocpp/enums.h"
#include "ocpp/field.h"
#include "ocpp/security_enums.h"
#include "ocpp/types.h"

/// What the security white paper (edition 2, sections 5.5, 5.9, 5.21) lets the central system ask beside certificates.
namespace ocpp {

struct ExtendedTriggerMessage {
    static constexpr std::string_view action = "ExtendedTriggerMessage";
    static constexpr Sender sender = Sender::central_system;
    struct Request {
        Token<MessageTriggerEnumType> requestedMessage;
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

struct LogParameters {
    Text<512> remoteLocation;
    std::optional<DateTime> oldestTimestamp;
    std::optional<DateTime> latestTimestamp;
    static constexpr auto fields() {
        return std::tuple{field("remoteLocation", &LogParameters::remoteLocation),
                          field("oldestTimestamp", &LogParameters::oldestTimestamp),
                          field("latestTimestamp", &LogParameters::latestTimestamp)};
    }
};

struct GetLog {
    static constexpr std::string_view action = "GetLog";
    static constexpr Sender sender = Sender::central_system;
    struct Request {
        LogParameters log;
        Token<LogEnumType> logType;
        std::int64_t requestId = 0;
        std::optional<std::int64_t> retries;
        std::optional<std::int64_t> retryInterval;
        static constexpr auto fields() {
            return std::tuple{field("log", &Request::log), field("logType", &Request::logType),
                              field("requestId", &Request::requestId), field("retries", &Request::retries),
                              field("retryInterval", &Request::retryInterval)};
        }
    };
    struct Response {
        Token<LogStatusEnumType> status;
        std::optional<Text<255>> filename;
        static constexpr auto fields() {
            return std::tuple{field("status", &Response::status), field("filename", &Response::filename)};
        }
    };
};

struct Firmware {
    Text<512> location;
    DateTime retrieveDateTime;
    std::optional<DateTime> installDateTime;
    Text<5500> signingCertificate;
    Text<800> signature;
    static constexpr auto fields() {
        return std::tuple{
            field("location", &Firmware::location), field("retrieveDateTime", &Firmware::retrieveDateTime),
            field("installDateTime", &Firmware::installDateTime),
            field("signingCertificate", &Firmware::signingCertificate), field("signature", &Firmware::signature)};
    }
};

struct SignedUpdateFirmware {
    static constexpr std::string_view action = "SignedUpdateFirmware";
    static constexpr Sender sender = Sender::central_system;
    struct Request {
        std::optional<std::int64_t> retries;
        std::optional<std::int64_t> retryInterval;
        std::int64_t requestId = 0;
        Firmware firmware;
        static constexpr auto fields() {
            return std::tuple{field("retries", &Request::retries), field("retryInterval", &Request::retryInterval),
                              field("requestId", &Request::requestId), field("firmware", &Request::firmware)};
        }
    };
    struct Response {
        Token<UpdateFirmwareStatusEnumType> status;
        static constexpr auto fields() { return std::tuple{field("status", &Response::status)}; }
    };
};

}  // namespace ocpp
