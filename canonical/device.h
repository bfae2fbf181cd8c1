#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "canonical/action.h"
#include "canonical/schedule.h"
#include "canonical/settings.h"
#include "json/writer.h"

/// The device read.
namespace canonical {

/// What a device is doing, in one word.
enum class DeviceStatus { available, connected, charging, paused, finishing, reserved, unavailable, faulted, unknown };
/// Where a read comes from.
enum class Source { cache, live, fallback, projection };

std::string_view to_text(DeviceStatus status);
std::string_view to_text(Source source);

/// What the owner should know because the gateway has no lever left against it; for a person to read.
struct DeviceAlert {
    std::string code;  ///< "LIMIT_NOT_FOLLOWED": upper case, stable
    std::string message;
};

struct Device {
    std::string id;
    std::string vendor;  ///< lower-snake
    std::string model;
    std::string charge_point_id;
    int connector_id = 0;
    bool sync_available = false;
    std::optional<UtcTime> last_pulled_at;
    Source source = Source::fallback;
    DeviceStatus status = DeviceStatus::unknown;
    bool is_connected = false;  ///< a vehicle is plugged in
    bool is_charging = false;
    double current_power_kw = 0;
    std::optional<std::int64_t> session_energy_wh{};  ///< of the session that runs, as far as it is known
    int max_current_a = 0;                            ///< of the acknowledged limit, whole amperes per phase
    double power_rate_limit_kw = 0;                   ///< acknowledged by the charger
    double max_charge_rate_kw = 0;                    ///< as written by the owner
    std::string_view power_source = "unknown";        ///< measured, estimated, implied, unknown
    std::string_view limit_source = "assumed";        ///< acknowledged: the charger took the limit that is shown
    SettingsBounds bounds;
    std::optional<Action> last_action;
    std::optional<ScheduleSummary> current_schedule;  ///< the one in force
    std::vector<DeviceAlert> alerts;
};

void write_device(json::Writer& out, const Device& device);
/// What changes of itself, as GET /events tells it: the device's id, its state, and whether the charger can be reached.
void write_device_event(json::Writer& out, const Device& device);

/// "ABB Terra-AC" -> "abb_terra_ac"; empty text -> "unknown".
std::string lower_snake(std::string_view name);

}  // namespace canonical
