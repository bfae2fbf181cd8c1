#pragma once

#include "ocpp/command_enums.h"
#include "ocpp/enums.h"
#include "ocpp/field.h"
#include "ocpp/messages/smart_charging.h"
#include "ocpp/types.h"

/// Core profile (OCPP 1.6 edition 2, sections 5 and 6): what the central system asks of a charger.
namespace ocpp {

struct ChangeAvailability {
    static constexpr std::string_view action = "ChangeAvailability";
    static constexpr Sender sender = Sender::central_system;
    struct Request {
        AtLeast<0> connectorId;
        Token<AvailabilityType> type;
        static constexpr auto fields() {
            return std::tuple{field("connectorId", &Request::connectorId), field("type", &Request::type)};
        }
    };
    struct Response {
        Token<AvailabilityStatus> status;
        static constexpr auto fields() { return std::tuple{field("status", &Response::status)}; }
    };
};

struct ChangeConfiguration {
    static constexpr std::string_view action = "ChangeConfiguration";
    static constexpr Sender sender = Sender::central_system;
    struct Request {
        Text<50> key;
        Text<500> value;
        static constexpr auto fields() {
            return std::tuple{field("key", &Request::key), field("value", &Request::value)};
        }
    };
    struct Response {
        Token<ConfigurationStatus> status;
        static constexpr auto fields() { return std::tuple{field("status", &Response::status)}; }
    };
};

struct ClearCache {
    static constexpr std::string_view action = "ClearCache";
    static constexpr Sender sender = Sender::central_system;
    using Request = Empty;
    struct Response {
        Token<ClearCacheStatus> status;
        static constexpr auto fields() { return std::tuple{field("status", &Response::status)}; }
    };
};

struct KeyValue {
    Text<50> key;
    bool readonly = false;
    std::optional<Text<500>> value;
    static constexpr auto fields() {
        return std::tuple{field("key", &KeyValue::key), tolerated("readonly", &KeyValue::readonly),
                          field("value", &KeyValue::value)};
    }
};

struct GetConfiguration {
    static constexpr std::string_view action = "GetConfiguration";
    static constexpr Sender sender = Sender::central_system;
    struct Request {
        std::optional<std::vector<Text<50>>> key;
        static constexpr auto fields() { return std::tuple{field("key", &Request::key)}; }
    };
    struct Response {
        std::optional<std::vector<KeyValue>> configurationKey;
        std::optional<std::vector<Text<50>>> unknownKey;
        static constexpr auto fields() {
            return std::tuple{field("configurationKey", &Response::configurationKey),
                              field("unknownKey", &Response::unknownKey)};
        }
    };
};

struct RemoteStartTransaction {
    static constexpr std::string_view action = "RemoteStartTransaction";
    static constexpr Sender sender = Sender::central_system;
    struct Request {
        std::optional<AtLeast<1>> connectorId;
        IdToken idTag;
        std::optional<ChargingProfile> chargingProfile;
        static constexpr auto fields() {
            return std::tuple{field("connectorId", &Request::connectorId), field("idTag", &Request::idTag),
                              field("chargingProfile", &Request::chargingProfile)};
        }
    };
    struct Response {
        Token<RemoteStartStopStatus> status;
        static constexpr auto fields() { return std::tuple{field("status", &Response::status)}; }
    };
};

struct RemoteStopTransaction {
    static constexpr std::string_view action = "RemoteStopTransaction";
    static constexpr Sender sender = Sender::central_system;
    struct Request {
        std::int64_t transactionId = 0;
        static constexpr auto fields() { return std::tuple{field("transactionId", &Request::transactionId)}; }
    };
    struct Response {
        Token<RemoteStartStopStatus> status;
        static constexpr auto fields() { return std::tuple{field("status", &Response::status)}; }
    };
};

struct Reset {
    static constexpr std::string_view action = "Reset";
    static constexpr Sender sender = Sender::central_system;
    struct Request {
        Token<ResetType> type;
        static constexpr auto fields() { return std::tuple{field("type", &Request::type)}; }
    };
    struct Response {
        Token<ResetStatus> status;
        static constexpr auto fields() { return std::tuple{field("status", &Response::status)}; }
    };
};

struct UnlockConnector {
    static constexpr std::string_view action = "UnlockConnector";
    static constexpr Sender sender = Sender::central_system;
    struct Request {
        AtLeast<1> connectorId;
        static constexpr auto fields() { return std::tuple{field("connectorId", &Request::connectorId)}; }
    };
    struct Response {
        Token<UnlockStatus> status;
        static constexpr auto fields() { return std::tuple{field("status", &Response::status)}; }
    };
};

}  // namespace ocpp
