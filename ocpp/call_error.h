#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace ocpp {

/// The ten codes of OCPP-J 4.2.3, spelled as printed there.
enum class ErrorCode {
    NotImplemented,
    NotSupported,
    InternalError,
    ProtocolError,
    SecurityError,
    FormationViolation,
    PropertyConstraintViolation,
    OccurenceConstraintViolation,
    TypeConstraintViolation,
    GenericError,
};

std::string_view wire_name(ErrorCode code);

/// Why a CALL is answered with CALLERROR. Thrown by codec and handlers, caught in the dispatcher.
struct CallError : std::runtime_error {
    CallError(ErrorCode code_, const std::string& description) : std::runtime_error(description), code(code_) {}
    ErrorCode code;
};

}  // namespace ocpp
