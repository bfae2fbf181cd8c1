#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "storage/records.h"

namespace gateway {

/// What the operator may say of one charger: its electrical facts, whether it is controlled, and traits that win over
/// those of its kind (gateway/decision/traits.h). Plain values, any thread.
struct OperatorSettings {
    int max_phases = 3;
    double nominal_voltage = 230;    ///< line to neutral
    double min_current = 6;          ///< amperes per phase
    std::optional<double> rated_kw;  ///< empty: unknown
    bool control = true;
    storage::Registration registration = storage::Registration::accepted;
    bool strict = false;           ///< its messages are held to the letter (certification)
    std::string certificate_name;  ///< in its client certificate; empty: its identity
    std::string owner;             ///< label that `userId` finds; empty: none
    std::string timezone;          ///< IANA; empty: the site's
    std::string traits;            ///< JSON object; empty: none
    /// What it must use at least from now on (security white paper, A05), where the operator says so; else what it has
    /// used stays. Never part of what is remembered as set: its logins raise it, too.
    std::optional<int> security_profile;

    bool operator==(const OperatorSettings& other) const;
    bool operator!=(const OperatorSettings& other) const { return !(*this == other); }
};

OperatorSettings settings_of(const storage::ChargePointRecord& record);
void put(const OperatorSettings& settings, storage::ChargePointRecord& record);

/// An assignment that cannot be; what() quotes it and says what may stand there.
struct SettingError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Makes assignments "NAME=VALUE"; NAME is one of `setting_names()`, and "NAME=" takes it back. The value of a trait is
/// JSON, where text may stand without its quotes. Throws SettingError, and then nothing has changed.
void assign(OperatorSettings& settings, const std::vector<std::string>& assignments);

/// The settings, then the traits.
std::vector<std::string_view> setting_names();

}  // namespace gateway
