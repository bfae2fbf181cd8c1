#pragma once

#include "ocpp/field.h"
#include "ocpp/types.h"

/// FirmwareManagement profile (OCPP 1.6 edition 2, sections 5.9 and 5.19): what the central system asks.
namespace ocpp {

struct GetDiagnostics {
    static constexpr std::string_view action = "GetDiagnostics";
    static constexpr Sender sender = Sender::central_system;
    struct Request {
        Uri location;
        std::optional<std::int64_t> retries;
        std::optional<std::int64_t> retryInterval;
        std::optional<DateTime> startTime;
        std::optional<DateTime> stopTime;
        static constexpr auto fields() {
            return std::tuple{field("location", &Request::location), field("retries", &Request::retries),
                              field("retryInterval", &Request::retryInterval), field("startTime", &Request::startTime),
                              field("stopTime", &Request::stopTime)};
        }
    };
    struct Response {
        std::optional<Text<255>> fileName;
        static constexpr auto fields() { return std::tuple{field("fileName", &Response::fileName)}; }
    };
};

struct UpdateFirmware {
    static constexpr std::string_view action = "UpdateFirmware";
    static constexpr Sender sender = Sender::central_system;
    struct Request {
        Uri location;
        std::optional<std::int64_t> retries;
        DateTime retrieveDate;
        std::optional<std::int64_t> retryInterval;
        static constexpr auto fields() {
            return std::tuple{field("location", &Request::location), field("retries", &Request::retries),
                              field("retrieveDate", &Request::retrieveDate),
                              field("retryInterval", &Request::retryInterval)};
        }
    };
    using Response = Empty;
};

}  // namespace ocpp
