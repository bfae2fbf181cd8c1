#pragma once

#include <optional>
#include <string>
#include <vector>

#include "field_list.h"

/// Requests of chargers with one rule of one field broken, made from the field list alone.
namespace ocpp_test {

/// What is wrong, in words of the catalogue's section 1.9; `nothing` for values at a limit.
enum class Fault {
    nothing,
    missing,
    null,
    wrong_type,      ///< of JSON
    other_scalar,    ///< a number or a boolean where a text is due, a text that holds a number where a number is due
    fraction,        ///< 1.5 for an integer
    plain_fraction,  ///< 1.0 for an integer
    out_of_bounds,   ///< of the field, but inside 64 bits
    beyond_64_bits,
    too_long,      ///< by little
    far_too_long,  ///< by a lot
    unknown_name,  ///< of an enumeration
    odd_time,      ///< understood, but not RFC 3339
    no_time,
    too_few,
    nul,
    unknown_field,
};

struct Mutant {
    ListedField field;
    Fault fault = Fault::nothing;
    std::string what;     ///< for the reader of a failure
    std::string payload;  ///< of the request
};

/// All of them, for the 13 actions that only chargers send and DataTransfer.
std::vector<Mutant> mutants();

/// A request with every field of the list, `path` replaced by `value` (nullopt: left out).
std::string request_with(const std::string& action, const std::string& path, const std::optional<std::string>& value);

}  // namespace ocpp_test
