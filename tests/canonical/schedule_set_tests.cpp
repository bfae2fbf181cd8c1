#include <stdexcept>

#include "canonical/duration.h"
#include "refusal.h"
#include "schedule_play.h"

namespace {

const std::string kWrittenAt = "2026-11-25T11:00:00Z";

Refusal refused_schedule(const std::string& body) {
    INFO(body);
    return refusal_of([&] { plan_of(body, kWrittenAt); });
}

/// A body with these slots alone.
std::string with_slots(const std::string& slots, const std::string& rest = "") {
    return R"({"slots":[)" + slots + "]" + rest + "}";
}

/// A body with one slot of these members beside its command.
std::string with_slot(const std::string& members) { return with_slots(R"({"command":"charge",)" + members + "}"); }

void check_refused(const std::string& body, const std::string& path, const std::string& reason) {
    INFO(body);
    check_validation_error(refused_schedule(body), path, reason);
}

const std::string kDaily = R"(,"recurrence":{"rule":"daily"})";

void check_overlap(const std::string& body, const std::string& later, const std::string& earlier) {
    const Refusal refusal = refused_schedule(body);
    CHECK(refusal.status == 422);
    CHECK(refusal.code == "INVALID_TIME_WINDOW");
    CHECK(refusal.details ==
          R"({"reason":"slots_overlap","path":")" + later + R"(","conflictsWith":")" + earlier + "\"}");
}

}  // namespace

TEST_CASE("a plan is read as it was sent") {
    const auto plan = plan_of(R"({"timezone":"America/New_York","recurrence":{"rule":"FREQ=DAILY;BYDAY=MO,TU"},"slots":[
        {"time":"22:00","duration":"PT5H","command":"charge","parameters":{}},{"time":"07:00","command":"idle","parameters":null}]})",
                              kWrittenAt);
    CHECK(plan.timezone == "America/New_York");
    CHECK(plan.rule == "FREQ=DAILY;BYDAY=MO,TU");
    CHECK(plan.since == instant(kWrittenAt));
    REQUIRE(plan.slots.size() == 2);
    CHECK(plan.slots[0].time == "22:00");
    CHECK(plan.slots[0].duration == "PT5H");
    CHECK(plan.slots[0].command == canonical::Command::charge);
    CHECK_FALSE(plan.slots[0].at);
    CHECK(plan.slots[1].duration.empty());
    CHECK(plan.slots[1].command == canonical::Command::idle);
}

TEST_CASE("members of a plan that are null were not sent") {
    const auto plan = plan_of(
        R"({"timezone":null,"recurrence":null,"slots":[{"time":"22:00","at":null,"duration":null,"command":"charge"}]})",
        kWrittenAt);
    CHECK(plan.timezone == "Europe/Berlin");
    CHECK(plan.rule.empty());
}

TEST_CASE("a slot's own instant may have an offset or be a time of the plan's clock") {
    const auto at = [](const std::string& time) {
        return text(plan_of(with_slot(R"("at":")" + time + "\""), kWrittenAt).slots[0].at);
    };
    CHECK(at("2026-12-01T22:00:00") == "2026-12-01T21:00:00.000Z");
    CHECK(at("2026-12-01T22:00:00Z") == "2026-12-01T22:00:00.000Z");
    CHECK(at("2026-12-01T22:00:00.125Z") == "2026-12-01T22:00:00.125Z");
    CHECK(at("2026-12-01T22:00:00+05:30") == "2026-12-01T16:30:00.000Z");
    CHECK(at("2026-12-01T22:00:00-08:00") == "2026-12-02T06:00:00.000Z");
    for (const char* time :
         {"", "22:00", "2026-12-01", "2026-12-01T22:00:00+0530", "2026-12-01T22:00:00+24:00", "2026-12-01T22:00:00z",
          "2026-12-01T22:00:00.", "2026-12-01T22:00:00.Z", "2026-13-01T22:00:00Z", "2026-12-01T22:00:00Z ", "30m"}) {
        check_refused(
            with_slot(R"("at":")" + std::string(time) + "\""), "slots[0].at",
            "must be a time: YYYY-MM-DDTHH:MM:SS, with a Z or an offset unless the schedule's clock is meant");
    }
}

TEST_CASE("a body that is no plan at all is refused") {
    for (const std::string body : {"[]", "null", "\"daily\""}) {
        const Refusal refusal = refused_schedule(body);
        CHECK(refusal.status == 400);
        CHECK(refusal.code == "INVALID_REQUEST");
    }
    check_refused("{}", "slots", "is missing");
    check_refused(R"({"slots":{}})", "slots", "must be an array");
    check_refused(R"({"slots":null})", "slots", "must be an array");
    check_refused(R"({"slots":[]})", "slots", "must be 1 to 32 slots");
}

TEST_CASE("a plan has at most thirty-two slots") {
    std::string slots;
    for (int i = 0; i < 32; ++i) {
        const std::string hour = (i / 2 < 10 ? "0" : "") + std::to_string(i / 2);
        slots += (slots.empty() ? "" : ",") + (R"({"command":"idle","time":")" + hour) + (i % 2 ? ":30\"}" : ":00\"}");
    }
    CHECK(plan_of(with_slots(slots), kWrittenAt).slots.size() == 32);
    check_refused(with_slots(slots + R"(,{"command":"idle","time":"23:00"})"), "slots", "must be 1 to 32 slots");
}

TEST_CASE("unknown members of a plan are refused, never dropped") {
    const std::string slot = R"({"time":"22:00","command":"charge"})";
    check_refused(with_slots(slot, R"(,"id":"sched_1")"), "id", "is not known here");
    check_refused(with_slots(slot, R"(,"recurrence":{"rule":"daily","until":1})"), "recurrence.until",
                  "is not known here");
    check_refused(with_slots(slot + R"(,{"time":"23:00","command":"idle","action":{}})"), "slots[1].action",
                  "is not known here");
}

TEST_CASE("ill-typed members of a plan are refused by path") {
    const std::string slot = R"({"time":"22:00","command":"charge"})";
    check_refused(with_slots(slot, R"(,"timezone":1)"), "timezone", "must be a string");
    check_refused(with_slots(slot, R"(,"timezone":"Mars/Olympus")"), "timezone",
                  "is not a name of the IANA list of time zones");
    check_refused(with_slots(slot, R"(,"timezone":"")"), "timezone", "is not a name of the IANA list of time zones");
    check_refused(with_slots(slot, R"(,"recurrence":"daily")"), "recurrence", "must be an object with a rule");
    check_refused(with_slots(slot, R"(,"recurrence":{})"), "recurrence.rule", "is missing");
    check_refused(with_slots(slot, R"(,"recurrence":{"rule":null})"), "recurrence.rule", "must be a string");
    check_refused(with_slots(slot, R"(,"recurrence":{"rule":"FREQ=MONTHLY"})"), "recurrence.rule",
                  "FREQ must be DAILY or WEEKLY");
    check_refused(with_slots("1"), "slots[0]", "must be an object");
    check_refused(with_slots(slot + ",null"), "slots[1]", "must be an object");
    check_refused(with_slots(R"({"time":"22:00"})"), "slots[0].command", "is missing");
    check_refused(with_slots(R"({"time":"22:00","command":null})"), "slots[0].command", "must be a string");
    check_refused(with_slot(R"("time":2200)"), "slots[0].time", "must be a string");
    check_refused(with_slot(R"("time":"22:00","duration":5)"), "slots[0].duration", "must be a string");
    check_refused(with_slot(R"("time":"22:00","parameters":[])"), "slots[0].parameters", "must be an object");
    check_refused(with_slot(R"("time":"24:00")"), "slots[0].time", "must be a time of day (HH:MM)");
    check_refused(with_slot(R"("time":"")"), "slots[0].time", "must be a time of day (HH:MM)");
}

TEST_CASE("a slot has either a time of day or an instant") {
    check_refused(with_slot(R"("duration":"PT1H")"), "slots[0]", "must have either time or at");
    check_refused(with_slot(R"("time":"22:00","at":"2026-12-01T22:00:00Z")"), "slots[0]",
                  "must have either time or at");
    check_refused(
        with_slots(R"({"time":"22:00","command":"idle"},{"at":"2026-12-01T22:00:00Z","command":"charge"})", kDaily),
        "slots[1].at", "is a single time: a schedule with a recurrence has slots by time");
}

TEST_CASE("commands of slots are those of a push") {
    const Refusal unknown = refused_schedule(with_slots(R"({"time":"22:00","command":"discharge"})"));
    CHECK(unknown.code == "UNSUPPORTED_MODE");
    CHECK(unknown.details ==
          R"({"unsupportedModes":["discharge"],"deviceCapabilities":{"supportedModes":["charge","idle"]}})");
    const Refusal parameter =
        refused_schedule(with_slot(R"("time":"22:00","parameters":{"power":{"value":7,"unit":"kw"}})"));
    CHECK(parameter.code == "UNSUPPORTED_PARAMETER");
    CHECK(parameter.details ==
          R"({"unsupportedParameters":["power"],"deviceCapabilities":{"supportedParameters":[]}})");
    const Refusal window = refused_schedule(with_slots(R"({"time":"22:00","command":"idle","duration":"PT5H"})"));
    CHECK(window.status == 422);
    CHECK(window.code == "EXECUTION_NOT_SUPPORTED");
    CHECK(window.details == R"({"requestedExecution":"windowed","supportedExecution":["immediate","scheduled"]})");
}

TEST_CASE("durations are days, hours, minutes and seconds") {
    using std::chrono::seconds;
    CHECK(canonical::duration_from("PT5H") == seconds{18000});
    CHECK(canonical::duration_from("PT1H30M") == seconds{5400});
    CHECK(canonical::duration_from("PT90M") == seconds{5400});
    CHECK(canonical::duration_from("P1D") == seconds{86400});
    CHECK(canonical::duration_from("P0DT1H2M3S") == seconds{3723});
    for (const char* text :
         {"",      "P",    "PT",   "5H",  "PT5", "P5H", "PT5D",  "P1DT", "PT1M1H", "PT1.5H",     "PT-5H",
          "-PT5H", "pt5h", "PT5h", "P1W", "P1M", "P1Y", "PT5H ", "PTH",  "PT1H1H", "PT9999999S", "5h"}) {
        INFO(text);
        CHECK_FALSE(canonical::duration_from(text));
        check_refused(with_slot(R"("time":"22:00","duration":")" + std::string(text) + "\""), "slots[0].duration",
                      "must be an ISO 8601 duration of hours and minutes (PT5H, PT1H30M)");
    }
    check_refused(with_slot(R"("time":"22:00","duration":"PT0H")"), "slots[0].duration", "must be longer than nothing");
}

TEST_CASE("a slot's window is at most a day") {
    CHECK(plan_of(with_slot(R"("time":"22:00","duration":"PT24H")"), kWrittenAt).slots[0].duration == "PT24H");
    const Refusal refusal = refused_schedule(with_slot(R"("time":"22:00","duration":"PT24H1S")"));
    CHECK(refusal.status == 422);
    CHECK(refusal.code == "INVALID_TIME_WINDOW");
    CHECK(refusal.details ==
          R"({"reason":"window_too_long","parameter":"slots[0].duration","value":"PT24H1S","max":"PT24H"})");
}

TEST_CASE("a slot's instant is in the future") {
    const Refusal refusal = refused_schedule(with_slot(R"("at":"2026-11-25T12:00:00")"));
    CHECK(refusal.status == 422);
    CHECK(refusal.code == "START_IN_PAST");
    CHECK(refusal.details == R"({"parameter":"slots[0].at","value":"2026-11-25T11:00:00.000Z",)"
                             R"("min":"2026-11-25T11:00:00.000Z","timezone":"Europe/Berlin"})");
}

TEST_CASE("a plan of which nothing would ever happen is refused") {
    for (const std::string rule :
         {"FREQ=DAILY;INTERVAL=7;BYDAY=FR", "FREQ=DAILY;UNTIL=20261124", "FREQ=DAILY;UNTIL=20261125T110000Z"}) {
        check_refused(with_slots(R"({"time":"22:00","command":"charge"})", R"(,"recurrence":{"rule":")" + rule + "\"}"),
                      "recurrence.rule", "leaves no day on which anything would happen");
    }
}

TEST_CASE("two slots of one plan may not begin together") {
    const std::string both = R"({"time":"22:00","command":"charge"},{"time":"22:00","command":"idle"})";
    check_overlap(with_slots(both), "slots[1]", "slots[0]");
    check_overlap(with_slots(both, kDaily), "slots[1]", "slots[0]");
    check_overlap(
        with_slots(R"({"at":"2026-12-01T21:00:00Z","command":"charge"},{"at":"2026-12-01T22:00:00","command":"idle"})"),
        "slots[1]", "slots[0]");
}

TEST_CASE("no slot may begin inside the window of another") {
    const std::string night = R"({"time":"22:00","duration":"PT5H","command":"charge"})";
    check_overlap(with_slots(night + R"(,{"time":"23:00","command":"idle"})", kDaily), "slots[1]", "slots[0]");
    check_overlap(with_slots(night + R"(,{"time":"23:00","command":"idle"})"), "slots[1]", "slots[0]");
    check_overlap(with_slots(R"({"time":"02:59","command":"idle"},)" + night, kDaily), "slots[0]", "slots[1]");
    check_overlap(with_slots(R"({"time":"02:59","command":"idle"},)" + night), "slots[0]", "slots[1]");
    check_overlap(
        with_slots(
            R"({"at":"2026-12-01T21:00:00Z","duration":"PT2H","command":"charge"},{"at":"2026-12-01T22:59:00Z","command":"idle"})"),
        "slots[1]", "slots[0]");
    CHECK(plan_of(with_slots(night + R"(,{"time":"03:00","command":"idle"})", kDaily), kWrittenAt).slots.size() == 2);
    CHECK(plan_of(with_slots(night + R"(,{"time":"21:00","command":"idle"})", kDaily), kWrittenAt).slots.size() == 2);
    CHECK(plan_of(with_slot(R"("time":"22:00","duration":"PT24H")"), kWrittenAt).slots.size() == 1);
}

TEST_CASE("a window over midnight is in nobody's way where the next day is none of the plan's") {
    const std::string slots =
        R"({"time":"22:00","duration":"PT5H","command":"charge"},{"time":"02:00","command":"idle"})";
    CHECK(plan_of(with_slots(slots, R"(,"recurrence":{"rule":"FREQ=WEEKLY;BYDAY=MO,WE"})"), kWrittenAt).slots.size() ==
          2);
    check_overlap(with_slots(slots, R"(,"recurrence":{"rule":"FREQ=WEEKLY;BYDAY=MO,TU"})"), "slots[1]", "slots[0]");
}

TEST_CASE("the slots read back from the database as they were written") {
    const auto plan = plan_of(
        with_slots(
            R"({"time":"22:00","duration":"PT5H","command":"charge"},{"at":"2027-01-01T06:00:00","command":"idle"})"),
        kWrittenAt);
    const std::string kept = canonical::slots_text(plan.slots);
    CHECK(
        kept ==
        R"([{"time":"22:00","duration":"PT5H","command":"charge"},{"at":"2027-01-01T05:00:00.000Z","command":"idle"}])");
    const json::Document document = json::parse(kept);
    CHECK(canonical::slots_text(canonical::slots_from(document.root())) == kept);
}

TEST_CASE("a schedule is written with every name of the contract") {
    canonical::Schedule schedule;
    schedule.id = "sched_1";
    schedule.device_id = "device_1";
    schedule.plan = plan_of(with_slots(R"({"time":"22:00","duration":"PT5H","command":"charge"})", kDaily), kWrittenAt);
    schedule.created_at = schedule.updated_at = instant(kWrittenAt);
    schedule.next_fire_at = instant("2026-11-25T21:00:00Z");
    json::Writer full, summary;
    write_schedule(full, schedule);
    CHECK(
        full.take() ==
        R"({"id":"sched_1","deviceId":"device_1","deviceType":"ev_charger","state":"pending","timezone":"Europe/Berlin",)"
        R"("recurrence":{"rule":"daily"},"slots":[{"time":"22:00","duration":"PT5H","command":"charge","parameters":null}],)"
        R"("createdAt":"2026-11-25T11:00:00.000Z","updatedAt":"2026-11-25T11:00:00.000Z",)"
        R"("nextFireAt":"2026-11-25T21:00:00.000Z","links":{"self":"/schedules/sched_1"}})");
    schedule.plan.rule.clear();
    schedule.next_fire_at.reset();
    schedule.state = canonical::ScheduleState::completed;
    write_schedule_summary(summary, summary_of(schedule));
    CHECK(summary.take() ==
          R"({"id":"sched_1","state":"completed","nextFireAt":null,"updatedAt":"2026-11-25T11:00:00.000Z",)"
          R"("links":{"self":"/schedules/sched_1"}})");
    write_schedule(full, schedule);
    CHECK(full.take().find(R"("recurrence":null)") != std::string::npos);
}

TEST_CASE("a slot by date is at most five years ahead, whatever the calendar holds") {
    for (const std::string at : {"9999-12-31T23:59:59", "2032-01-01T00:00:00Z"}) {
        const Refusal refusal = refused_schedule(with_slot(R"("at":")" + at + "\""));
        CHECK(refusal.code == "START_OUT_OF_RANGE");
        CHECK(refusal.details.find(R"("parameter":"slots[0].at")") != std::string::npos);
    }
}
