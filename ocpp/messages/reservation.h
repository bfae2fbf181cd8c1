#pragma once

#include "ocpp/command_enums.h"
#include "ocpp/field.h"
#include "ocpp/types.h"

/// Reservation profile (OCPP 1.6 edition 2, sections 5.1 and 5.13).
namespace ocpp {

struct CancelReservation {
    static constexpr std::string_view action = "CancelReservation";
    static constexpr Sender sender = Sender::central_system;
    struct Request {
        std::int64_t reservationId = 0;
        static constexpr auto fields() { return std::tuple{field("reservationId", &Request::reservationId)}; }
    };
    struct Response {
        Token<CancelReservationStatus> status;
        static constexpr auto fields() { return std::tuple{field("status", &Response::status)}; }
    };
};

struct ReserveNow {
    static constexpr std::string_view action = "ReserveNow";
    static constexpr Sender sender = Sender::central_system;
    struct Request {
        AtLeast<0> connectorId;
        DateTime expiryDate;
        IdToken idTag;
        std::optional<IdToken> parentIdTag;
        std::int64_t reservationId = 0;
        static constexpr auto fields() {
            return std::tuple{field("connectorId", &Request::connectorId), field("expiryDate", &Request::expiryDate),
                              field("idTag", &Request::idTag), field("parentIdTag", &Request::parentIdTag),
                              field("reservationId", &Request::reservationId)};
        }
    };
    struct Response {
        Token<ReservationStatus> status;
        static constexpr auto fields() { return std::tuple{field("status", &Response::status)}; }
    };
};

}  // namespace ocpp
