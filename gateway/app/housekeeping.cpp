#include "gateway/app/housekeeping.h"

#include <sys/timex.h>

#include <algorithm>
#include <filesystem>

#include "ocpp/types.h"

namespace gateway {

namespace {

constexpr std::uintmax_t kShortBelowBytes = 200u << 20;
constexpr std::uintmax_t kShortBelowParts = 20;  // of the whole: 5 %

}  // namespace

bool kernel_says_clock_is_set() {
    timex state{};
    return adjtimex(&state) >= 0 && (state.status & STA_UNSYNC) == 0;
}

bool is_disk_short(const std::string& data_dir) {
    std::error_code error;
    const auto space = std::filesystem::space(data_dir, error);
    if (error) return false;
    return space.available < kShortBelowBytes || space.available < space.capacity / kShortBelowParts;
}

std::size_t descriptors_needed(const Config& config) {
    return config.link.file_descriptors_reserved + most_client_sockets(config.http) +
           2 * config.link.unauthenticated_total;
}

UtcTime built_on() { return ocpp::parse_date_time(GATEWAY_BUILT_ON "T00:00:00Z").time.value_or(UtcTime{}); }

std::unique_ptr<Retention> make_retention(Time& time, storage::Storage& storage, const Config& config,
                                          const std::map<std::string, std::string>& settings) {
    return std::make_unique<Retention>(
        time, storage, config.retention, ClockTrust(built_on(), clock_seen(settings)),
        Retention::Ports{kernel_says_clock_is_set, [data_dir = config.data_dir] { return is_disk_short(data_dir); }});
}

void write_members(json::Writer& out, const Retention& retention) {
    const Retention::Counters& counters = retention.counters();
    out.member("runs", counters.runs).member("skippedRuns", counters.skipped_runs);
    out.member("failedSteps", counters.failed_steps);
    out.member("diskIsShort", std::int64_t{retention.disk_is_short()});
    out.member("clockIsDoubted", std::int64_t{!retention.clock_doubt().empty()});
    out.key("dropped").begin_object();
    for (const auto& [kind, rows] : counters.dropped) out.member(kind, rows);
    out.end_object();
}

}  // namespace gateway
