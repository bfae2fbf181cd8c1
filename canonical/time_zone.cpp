#include "canonical/time_zone.h"

#include <date/ptz.h>
#include <date/tz.h>

#include <fstream>
#include <map>
#include <stdexcept>

namespace canonical {

namespace {

using date::local_seconds;
using date::sys_seconds;
using std::chrono::seconds;

/// Null for what is no IANA name, "localtime" among them: what it means, the machine decides.
const date::time_zone* find_zone(std::string_view name) {
    if (name == "localtime") return nullptr;
    try {
        return date::locate_zone(name);
    } catch (const std::runtime_error&) {
        return nullptr;
    }
}

const date::time_zone& require_zone(const std::string& name) {
    if (const auto* zone = find_zone(name)) return *zone;
    throw std::invalid_argument(name + " is not a known time zone");
}

/// The library reads a zone's list of changes, which ends in 2037, but not the rule behind it that goes on for ever.
template <class Info>
bool is_past_the_list(const Info& info) {
    return info.end > sys_seconds{date::sys_days{date::year{9999} / 1 / 1}};
}

/// That rule, the last line of the zone's file: "CET-1CEST,M3.5.0,M10.5.0/3". Empty where there is none and for
/// Greenland's, whose negative hour the library does not read: standard time then.
std::optional<Posix::time_zone> read_rule(const date::time_zone& zone) {
    std::ifstream file("/usr/share/zoneinfo/" + zone.name(), std::ios::binary);
    std::string line, last;
    while (std::getline(file, line)) last = line;
    if (last.find(',') == std::string::npos) return std::nullopt;
    try {
        return Posix::time_zone(last);
    } catch (const std::runtime_error&) {
        return std::nullopt;
    }
}

/// Read once a thread: zones without coming changes are asked for it all the time.
const std::optional<Posix::time_zone>& rule_behind_the_list(const date::time_zone& zone) {
    thread_local std::map<const date::time_zone*, std::optional<Posix::time_zone>> rules;
    const auto known = rules.find(&zone);
    return known != rules.end() ? known->second : rules.emplace(&zone, read_rule(zone)).first->second;
}

/// A file that cannot be read is the affair of who asks for that zone.
void load(const date::time_zone& zone) {
    try {
        zone.get_info(sys_seconds{});
        rule_behind_the_list(zone);
    } catch (const std::runtime_error&) {
    }
}

seconds offset_at(const date::time_zone& zone, sys_seconds time) {
    const auto info = zone.get_info(time);
    if (!is_past_the_list(info)) return info.offset;
    const auto& rule = rule_behind_the_list(zone);
    return rule ? rule->get_info(time).offset : info.offset;
}

/// The offset in force before the clock showed `time`: right where it shows it once, and in a gap as for a doubled
/// time just what is wanted.
seconds first_offset_at(const date::time_zone& zone, local_seconds time) {
    const auto info = zone.get_info(time).first;
    if (!is_past_the_list(info)) return info.offset;
    const auto& rule = rule_behind_the_list(zone);
    return rule ? rule->get_info(time).first.offset : info.offset;
}

}  // namespace

void load_time_zones() try {
    for (const date::time_zone& zone : date::get_tzdb().zones) load(zone);
} catch (const std::runtime_error&) {
    return;  // a machine without tzdata: UTC is all that it has
}

bool is_time_zone(std::string_view name) { return name == "UTC" || find_zone(name) != nullptr; }

UtcTime to_utc(WallTime time, const std::string& zone) {
    const seconds shown = time.time_since_epoch();
    if (zone == "UTC") return UtcTime{shown};
    return UtcTime{shown - first_offset_at(require_zone(zone), local_seconds{shown})};
}

WallTime to_wall(UtcTime time, const std::string& zone) {
    const seconds whole = std::chrono::floor<seconds>(time.time_since_epoch());
    if (zone == "UTC") return WallTime{whole};
    return WallTime{whole + offset_at(require_zone(zone), sys_seconds{whole})};
}

}  // namespace canonical
