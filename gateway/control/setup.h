#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <variant>

#include "gateway/control/connector_view.h"
#include "ocpp/messages/core.h"

/// The dialogue after a boot (field-quirks, algorithm (e)): what the charger is, and the few keys worth writing.
/// Everything in it is optional: a refusal is noted and passed over. Pure.
namespace gateway {

struct AskConfiguration {};
struct WriteKey {
    std::string key;
    std::string value;
};
using SetupStep = std::variant<AskConfiguration, WriteKey>;

class Setup {
  public:
    explicit Setup(const ControlTimings& timings) : timings_(timings) {}

    /// A boot, or the first contact of this process. A mere reconnect does not repeat the dialogue (quirk 21).
    void begin(SteadyTime now);
    std::optional<SetupStep> next() const;

    void configuration_received(const ocpp::GetConfiguration::Response& response, Capabilities& capabilities);
    void configuration_failed() { asked_ = true; }
    void key_written(ocpp::ConfigurationStatus status);
    void key_failed();

    /// The charger's number of connectors, when it told one within reason.
    int connectors() const { return connectors_; }
    std::chrono::seconds meter_interval() const { return meter_interval_; }

  private:
    std::string value_of(const std::string& key) const;
    void plan_writes();
    void plan(const std::string& key, const std::string& wanted);
    void plan_measurands();

    const ControlTimings& timings_;
    bool asked_ = true;
    std::optional<SteadyTime> last_begun_;
    std::map<std::string, std::pair<std::string, ocpp::KeyValue>> keys_;  ///< by lower-case name: spelling and value
    std::deque<WriteKey> writes_;
    int connectors_ = 0;
    std::chrono::seconds meter_interval_{10};
};

/// Allowed units from the many spellings of ChargingScheduleAllowedChargingRateUnit (quirk 75).
void read_allowed_units(const std::string& value, Capabilities& capabilities);

}  // namespace gateway
