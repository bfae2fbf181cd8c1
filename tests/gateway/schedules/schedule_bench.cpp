#include "schedule_bench.h"

#include <catch2/catch.hpp>

#include "canonical/wall_time.h"
#include "json/parse.h"

namespace gateway {

namespace {

std::string text_at(json::Value object, const std::string& name) {
    const auto member = object.find(name);
    return member ? std::string(member->text()) : "";
}

std::string line_of(const storage::EventRecord& event) {
    const auto document = json::parse(event.body);
    const json::Value body = document.root();
    const std::string kind = event.type.substr(std::string("schedule.").size());
    if (kind == "slot_skipped") return text_at(body, "dueAt").substr(0, 16) + " skipped " + text_at(body, "reason");
    if (kind == "slot_failed") return "failed " + text_at(body, "errorCode");
    return kind + " " + text_at(body, "state");
}

}  // namespace

std::string minutes_of(canonical::UtcTime time) { return canonical::to_text(time).substr(0, 16); }

canonical::UtcTime instant(const std::string& minutes) {
    const auto time = canonical::instant_from(minutes + ":00Z");
    REQUIRE(time);
    return *time;
}

std::string ScheduleBench::put_schedule(const std::string& body, int connector) {
    const auto document = json::parse(body);
    auto id = std::make_shared<std::string>();
    const auto target = device(connector);
    site->schedules().put(target,
                          canonical::parse_schedule_set(document.root(), site->devices().time_zone(target), time.utc()),
                          [id](const auto& schedule) { *id = schedule ? schedule->id : ""; });
    settle();
    return *id;
}

std::string ScheduleBench::put_daily(const std::string& at, const std::string& command, const std::string& duration,
                                     int connector) {
    const std::string window = duration.empty() ? "" : R"(,"duration":")" + duration + "\"";
    return put_schedule(R"({"recurrence":{"rule":"daily"},"slots":[{"time":")" + at + R"(","command":")" + command +
                            "\"" + window + "}]}",
                        connector);
}

bool ScheduleBench::cancel_schedule(int connector) {
    auto is_stored = std::make_shared<bool>(false);
    site->schedules().cancel(device(connector).connector->record.device_id,
                             [is_stored](const auto& schedule) { *is_stored = schedule.has_value(); });
    settle();
    return *is_stored;
}

const canonical::Schedule* ScheduleBench::schedule(int connector) {
    return site->schedules().of(device(connector).connector->record.device_id);
}

std::string ScheduleBench::stored(const std::string& id) const {
    const auto& row = storage.rows().schedules().at(id);
    return std::string(to_text(row.state)) + " next " + (row.next_fire_at ? minutes_of(*row.next_fire_at) : "none") +
           ", handled " + minutes_of(row.handled_until);
}

Lines ScheduleBench::slot_actions() const {
    Lines lines;
    for (const auto& action : storage.rows().actions()) {
        if (!action.schedule_id) continue;
        CHECK(action.start);
        lines.push_back(minutes_of(*action.start) + " " + std::string(to_text(action.command)) + " " +
                        outcome(action.id));
    }
    return lines;
}

Lines ScheduleBench::schedule_events() const {
    Lines lines;
    for (const auto& [sequence, event] : storage.rows().events()) {
        if (event.type.compare(0, 9, "schedule.") == 0) lines.push_back(line_of(event));
    }
    return lines;
}

void ScheduleBench::advance_to(const std::string& then) {
    REQUIRE(instant(then) >= time.utc());
    advance(instant(then) - time.utc());
}

void ScheduleBench::be_down_until(const std::string& then) {
    be_down_for(instant(then) - time.utc());
    advance(0ms);  // the alarms that are due at once
}

}  // namespace gateway
