#pragma once

#include "ocpp/enums.h"
#include "ocpp/field.h"
#include "ocpp/types.h"

/// What is known of a tag (OCPP 1.6 edition 2, section 7.27).
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

}  // namespace ocpp
