#include "gateway/access/security_log.h"

#include "gateway/log.h"

namespace gateway {

namespace {

constexpr std::size_t kLongestText = 255;

}  // namespace

void SecurityLog::note(const std::string& charge_point_id, const std::string& type, const std::string& text) {
    log::warning("security.event", charge_point_id + ": " + type + (text.empty() ? "" : ", " + text));
    if (!is_within_rate("gateway " + charge_point_id)) return;  // strangers must not use up the charger's own
    storage::SecurityEventRecord record;
    record.charge_point_id = charge_point_id;
    record.type = type;
    record.tech_info = text.substr(0, kLongestText);
    record.received_at = time_.utc();
    ++counters_.noticed;
    storage_.write({storage::AppendSecurityEvent{std::move(record)}}, [](const storage::Written& written) {
        if (!written.durable) log::error("security.event_lost", written.error);
    });
}

void SecurityLog::store(storage::SecurityEventRecord record, std::function<void(bool)> done) {
    if (!is_within_rate(record.charge_point_id)) return done(true);
    ++counters_.reported;
    storage_.write({storage::AppendSecurityEvent{std::move(record)}},
                   [done = std::move(done)](const storage::Written& written) { done(written.durable); });
}

bool SecurityLog::is_within_rate(const std::string& source) {
    const SteadyTime now = time_.now();
    if (rates_.size() >= kMostChargers && rates_.count(source) == 0) rates_.clear();
    const auto [found, is_new] = rates_.try_emplace(source, kPerHour / kSecondsPerHour, kBurst, now);
    if (found->second.ready_at() <= now) return found->second.take(now);
    ++counters_.over_rate;
    return false;
}

}  // namespace gateway
