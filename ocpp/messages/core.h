#pragma once

#include "ocpp/enums.h"
#include "ocpp/field.h"
#include "ocpp/messages/core_commands.h"
#include "ocpp/messages/id_tag_info.h"
#include "ocpp/messages/metering.h"
#include "ocpp/types.h"

/// Core profile (OCPP 1.6 edition 2, sections 4 and 6): what a charger sends. Member names are the wire names.
namespace ocpp {

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
        WattHours meterStart;
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
        WattHours meterStop;
        DateTime timestamp;
        std::int64_t transactionId = 0;
        std::optional<Token<Reason>> reason;
        std::optional<std::vector<MeterValue>> transactionData;
        static constexpr auto fields() {
            return std::tuple{field("idTag", &Request::idTag),
                              tolerated("meterStop", &Request::meterStop),
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

}  // namespace ocpp
