#pragma once

#include "ocpp/enums.h"
#include "ocpp/field.h"
#include "ocpp/messages/metering.h"
#include "ocpp/messages/smart_charging.h"
#include "ocpp/types.h"

/// Core profile (OCPP 1.6 edition 2, sections 4, 5 and 6). Member names are the wire names.
namespace ocpp {

struct IdTagInfo {
    Token<AuthorizationStatus> status;
    std::optional<DateTime> expiryDate;
    std::optional<IdToken> parentIdTag;
    static constexpr auto fields() {
        return std::tuple{field("status", &IdTagInfo::status), field("expiryDate", &IdTagInfo::expiryDate),
                          field("parentIdTag", &IdTagInfo::parentIdTag)};
    }
};

struct Authorize {
    static constexpr std::string_view action = "Authorize";
    static constexpr Sender sender = Sender::charge_point;
    struct Request {
        IdToken idTag;
        static constexpr auto fields() { return std::tuple{field("idTag", &Request::idTag)}; }
    };
    struct Response {
        IdTagInfo idTagInfo;
        static constexpr auto fields() { return std::tuple{field("idTagInfo", &Response::idTagInfo)}; }
    };
};

struct BootNotification {
    static constexpr std::string_view action = "BootNotification";
    static constexpr Sender sender = Sender::charge_point;
    struct Request {
        Text<20> chargePointVendor;
        Text<20> chargePointModel;
        std::optional<Text<25>> chargePointSerialNumber;
        std::optional<Text<25>> chargeBoxSerialNumber;
        std::optional<Text<50>> firmwareVersion;
        std::optional<Text<20>> iccid;
        std::optional<Text<20>> imsi;
        std::optional<Text<25>> meterType;
        std::optional<Text<25>> meterSerialNumber;
        static constexpr auto fields() {
            return std::tuple{field("chargePointVendor", &Request::chargePointVendor),
                              field("chargePointModel", &Request::chargePointModel),
                              field("chargePointSerialNumber", &Request::chargePointSerialNumber),
                              field("chargeBoxSerialNumber", &Request::chargeBoxSerialNumber),
                              field("firmwareVersion", &Request::firmwareVersion),
                              field("iccid", &Request::iccid),
                              field("imsi", &Request::imsi),
                              field("meterType", &Request::meterType),
                              field("meterSerialNumber", &Request::meterSerialNumber)};
        }
    };
    struct Response {
        Token<RegistrationStatus> status;
        DateTime currentTime;
        AtLeast<0> interval;
        static constexpr auto fields() {
            return std::tuple{field("status", &Response::status), field("currentTime", &Response::currentTime),
                              field("interval", &Response::interval)};
        }
    };
};

struct DataTransfer {
    static constexpr std::string_view action = "DataTransfer";
    static constexpr Sender sender = Sender::either;
    struct Request {
        Text<255> vendorId;
        std::optional<Text<50>> messageId;
        std::optional<UnlimitedText> data;
        static constexpr auto fields() {
            return std::tuple{field("vendorId", &Request::vendorId), field("messageId", &Request::messageId),
                              field("data", &Request::data)};
        }
    };
    struct Response {
        Token<DataTransferStatus> status;
        std::optional<UnlimitedText> data;
        static constexpr auto fields() {
            return std::tuple{field("status", &Response::status), field("data", &Response::data)};
        }
    };
};

struct Heartbeat {
    static constexpr std::string_view action = "Heartbeat";
    static constexpr Sender sender = Sender::charge_point;
    using Request = Empty;
    struct Response {
        DateTime currentTime;
        static constexpr auto fields() { return std::tuple{field("currentTime", &Response::currentTime)}; }
    };
};

struct MeterValues {
    static constexpr std::string_view action = "MeterValues";
    static constexpr Sender sender = Sender::charge_point;
    struct Request {
        AtLeast<0> connectorId;
        std::optional<std::int64_t> transactionId;
        NonEmpty<MeterValue> meterValue;
        static constexpr auto fields() {
            return std::tuple{tolerated("connectorId", &Request::connectorId),
                              field("transactionId", &Request::transactionId),
                              tolerated("meterValue", &Request::meterValue)};
        }
    };
    using Response = Empty;
};

struct StartTransaction {
    static constexpr std::string_view action = "StartTransaction";
    static constexpr Sender sender = Sender::charge_point;
    struct Request {
        AtLeast<1> connectorId;
        IdToken idTag;
        std::int64_t meterStart = 0;
        std::optional<std::int64_t> reservationId;
        DateTime timestamp;
        static constexpr auto fields() {
            return std::tuple{field("connectorId", &Request::connectorId), tolerated("idTag", &Request::idTag),
                              tolerated("meterStart", &Request::meterStart),
                              field("reservationId", &Request::reservationId),
                              tolerated("timestamp", &Request::timestamp)};
        }
    };
    struct Response {
        IdTagInfo idTagInfo;
        std::int64_t transactionId = 0;
        static constexpr auto fields() {
            return std::tuple{field("idTagInfo", &Response::idTagInfo),
                              field("transactionId", &Response::transactionId)};
        }
    };
};

struct StatusNotification {
    static constexpr std::string_view action = "StatusNotification";
    static constexpr Sender sender = Sender::charge_point;
    struct Request {
        AtLeast<0> connectorId;
        Token<ChargePointErrorCode> errorCode;
        std::optional<Text<50>> info;
        Token<ChargePointStatus> status;
        std::optional<DateTime> timestamp;
        std::optional<Text<255>> vendorId;
        std::optional<Text<50>> vendorErrorCode;
        static constexpr auto fields() {
            return std::tuple{field("connectorId", &Request::connectorId),
                              field("errorCode", &Request::errorCode),
                              field("info", &Request::info),
                              field("status", &Request::status),
                              field("timestamp", &Request::timestamp),
                              field("vendorId", &Request::vendorId),
                              field("vendorErrorCode", &Request::vendorErrorCode)};
        }
    };
    using Response = Empty;
};

struct StopTransaction {
    static constexpr std::string_view action = "StopTransaction";
    static constexpr Sender sender = Sender::charge_point;
    struct Request {
        std::optional<IdToken> idTag;
        std::int64_t meterStop = 0;
        DateTime timestamp;
        std::int64_t transactionId = 0;
        std::optional<Token<Reason>> reason;
        std::optional<std::vector<MeterValue>> transactionData;
        static constexpr auto fields() {
            return std::tuple{field("idTag", &Request::idTag), tolerated("meterStop", &Request::meterStop),
                              tolerated("timestamp", &Request::timestamp),
                              tolerated("transactionId", &Request::transactionId),
                              field("reason", &Request::reason),
                              field("transactionData", &Request::transactionData)};
        }
    };
    struct Response {
        std::optional<IdTagInfo> idTagInfo;
        static constexpr auto fields() { return std::tuple{field("idTagInfo", &Response::idTagInfo)}; }
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

}  // namespace ocpp
