#include "ocpp/call_error.h"

namespace ocpp {

std::string_view wire_name(ErrorCode code) {
    switch (code) {
        case ErrorCode::NotImplemented:
            return "NotImplemented";
        case ErrorCode::NotSupported:
            return "NotSupported";
        case ErrorCode::InternalError:
            return "InternalError";
        case ErrorCode::ProtocolError:
            return "ProtocolError";
        case ErrorCode::SecurityError:
            return "SecurityError";
        case ErrorCode::FormationViolation:
            return "FormationViolation";
        case ErrorCode::PropertyConstraintViolation:
            return "PropertyConstraintViolation";
        case ErrorCode::OccurenceConstraintViolation:
            return "OccurenceConstraintViolation";
        case ErrorCode::TypeConstraintViolation:
            return "TypeConstraintViolation";
        case ErrorCode::GenericError:
            return "GenericError";
    }
    return "GenericError";
}

}  // namespace ocpp
