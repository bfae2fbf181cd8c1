#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ocpp/messages/core.h"

namespace simulators {

/// One item of MeterValuesSampledData: a measurand, all its phases or only one.
struct MeteredItem {
    ocpp::Measurand measurand;
    std::optional<ocpp::Phase> phase;
};

/// What makes one charger's read-only keys differ from another's.
struct ConfigurationFacts {
    int connectors = 1;
    std::int64_t most_stack_level = 10;
    std::size_t most_periods = 24;
    std::size_t most_profiles = 32;
    bool allows_amperes = true;
    bool allows_watts = true;
    std::int64_t most_keys_at_once = 50;
};

/// What one charger's key holds from the start; no value: the charger does not have the key.
struct InitialValue {
    std::string key;
    std::optional<std::string> value;
};

/// The configuration keys of a charge point (OCPP 1.6, section 9; catalogue 9.1). Keys are found ignoring case. Pure.
class Configuration {
  public:
    explicit Configuration(const ConfigurationFacts& facts);

    /// Past all rules; a key that the specification does not know becomes one that can be written.
    void preset(const InitialValue& initial);

    /// NotSupported: no such key. Rejected: read-only or a value the key cannot have; nothing is changed then.
    ocpp::ConfigurationStatus change(std::string_view key, std::string_view value);
    ocpp::GetConfiguration::Response get(const ocpp::GetConfiguration::Request& request) const;

    /// For keys of the specification, also where the charger hides them; asserts otherwise.
    std::int64_t integer(std::string_view key) const;
    bool boolean(std::string_view key) const;
    const std::string& text(std::string_view key) const { return at(key).value; }
    const std::vector<MeteredItem>& metered(std::string_view key) const;
    /// What the charger itself changes, such as HeartbeatInterval after boot.
    void set_integer(std::string_view key, std::int64_t value);

  private:
    enum class Type { integer, boolean, text, measurands };
    enum class Access { read_only, read_write, hidden };
    struct Entry {
        std::string key;
        Type type;
        Access access;
        std::string value;
        std::int64_t number = 0;         ///< the value read, as an integer
        std::vector<MeteredItem> items;  ///< the value read, as measurands

        void set(std::string text);
    };

    void add(std::string_view key, Type type, Access access, std::string value);
    /// Null where there is no such key to be seen.
    const Entry* find(std::string_view key) const;
    const Entry& at(std::string_view key) const;
    Entry& at(std::string_view key);
    static bool is_valid(Type type, std::string_view value);

    std::vector<Entry> entries_;
};

/// Empty when an item is not one this charger can measure.
std::optional<std::vector<MeteredItem>> parse_metered(std::string_view list);

}  // namespace simulators
