#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>

#include "gateway/control/connector_view.h"
#include "ocpp/messages/core.h"

/// The dialogue after a boot (field-quirks, algorithm (e)): what the charger is, and the few keys worth
/// writing. Everything in it is optional: a refusal is noted and passed over. Pure.
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

    /// A boot, or the first contact of this process. A mere reconnect does not repeat the dialogue (quirk
    /// 21).
    void begin(SteadyTime now);
    bool has_begun() const { return last_begun_.has_value(); }
    std::optional<SetupStep> next() const;

    void configuration_received(const ocpp::GetConfiguration::Response& response, Capabilities& capabilities);
    /// Unanswered, refused, or the link was lost over it: asked once more at most.
    void configuration_failed(bool link_was_lost);
    void key_sent(const WriteKey& key, SteadyTime now);
    void key_written(const WriteKey& key, ocpp::ConfigurationStatus status);
    void key_failed(const WriteKey& key);
    /// A reboot or a lost link soon after a write: that key is not touched again (quirk 118).
    void charger_fell_over(SteadyTime now);

    /// The charger's number of connectors, at least one (quirk 123).
    int connectors() const { return connectors_; }
    std::chrono::seconds meter_interval() const { return meter_interval_; }

  private:
    std::string value_of(const std::string& key) const;
    void plan_writes();
    void plan(const std::string& key, const std::string& wanted);
    void plan_measurands();

    const ControlTimings& timings_;
    bool asked_ = true;
    int links_lost_over_it_ = 0;
    std::optional<SteadyTime> last_begun_;
    std::map<std::string, std::pair<std::string, ocpp::KeyValue>>
        keys_;  ///< by lower-case name: spelling and value
    std::deque<WriteKey> writes_;
    std::string last_written_;
    std::optional<SteadyTime> last_written_at_;
    std::set<std::string> untouchable_;  ///< by lower-case name
    int connectors_ = 1;
    std::chrono::seconds meter_interval_{10};
};

/// Allowed units from the many spellings of ChargingScheduleAllowedChargingRateUnit (quirk 75).
void read_allowed_units(const std::string& value, Capabilities& capabilities);

}  // namespace gateway
