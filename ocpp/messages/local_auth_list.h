#pragma once

#include "ocpp/command_enums.h"
#include "ocpp/field.h"
#include "ocpp/messages/id_tag_info.h"
#include "ocpp/types.h"

/// LocalAuthListManagement profile (OCPP 1.6 edition 2, sections 5.10 and 5.15).
namespace ocpp {

struct GetLocalListVersion {
    static constexpr std::string_view action = "GetLocalListVersion";
    static constexpr Sender sender = Sender::central_system;
    using Request = Empty;
    struct Response {
        std::int64_t listVersion = 0;
        static constexpr auto fields() { return std::tuple{field("listVersion", &Response::listVersion)}; }
    };
};

struct AuthorizationData {
    IdToken idTag;
    std::optional<IdTagInfo> idTagInfo;
    static constexpr auto fields() {
        return std::tuple{field("idTag", &AuthorizationData::idTag), field("idTagInfo", &AuthorizationData::idTagInfo)};
    }
};

struct SendLocalList {
    static constexpr std::string_view action = "SendLocalList";
    static constexpr Sender sender = Sender::central_system;
    struct Request {
        AtLeast<1> listVersion;
        std::optional<std::vector<AuthorizationData>> localAuthorizationList;
        Token<UpdateType> updateType;
        static constexpr auto fields() {
            return std::tuple{field("listVersion", &Request::listVersion),
                              field("localAuthorizationList", &Request::localAuthorizationList),
                              field("updateType", &Request::updateType)};
        }
    };
    struct Response {
        Token<UpdateStatus> status;
        static constexpr auto fields() { return std::tuple{field("status", &Response::status)}; }
    };
};

}  // namespace ocpp
