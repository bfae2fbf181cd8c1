#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "json/ascii.h"
#include "ocpp/messages/core.h"

/// Lenient reading of a charger's configuration (quirks 31, 116): names in any case, values in any ornament. Pure;
/// owned by Setup.
namespace gateway {

struct Capabilities;

using json::lower_case;
/// Values come with brackets, quotes and blanks.
std::string without_ornament(std::string text);
/// Equal but for letter case and ornament.
bool same_value(const std::string& a, const std::string& b);
/// A comma-separated list in lower case, without ornament and empty elements.
std::vector<std::string> tokens_of(const std::string& value);
/// A whole number behind any ornament.
std::optional<int> number_in(const std::string& value);
/// Allowed units from the many spellings of ChargingScheduleAllowedChargingRateUnit (quirk 75).
void read_allowed_units(const std::string& value, Capabilities& capabilities);

/// What the charger told of its configuration since the last `forget`.
class ConfigurationKeys {
  public:
    static constexpr std::size_t kMostKeys = 500;

    void forget();
    void take(const ocpp::GetConfiguration::Response& response);

    /// Null while the key was not told.
    const ocpp::KeyValue* find(const std::string& key) const;
    bool is_unknown(const std::string& key) const { return unknown_.count(lower_case(key)) > 0; }
    /// Empty for a key without a value, or that was not told.
    std::string value_of(const std::string& key) const;
    std::optional<int> number_of(const std::string& key) const;

  private:
    std::map<std::string, ocpp::KeyValue> told_;  ///< by lower-case name
    std::set<std::string> unknown_;               ///< the charger said that it has no such key
};

}  // namespace gateway
