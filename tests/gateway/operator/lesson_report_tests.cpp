#include <catch2/catch.hpp>

#include "gateway/reports/lesson_report.h"

using namespace gateway;

TEST_CASE("the report lists each lesson in words: whose it is, whether it counts, and what was seen when") {
    constexpr UtcTime noon{std::chrono::milliseconds(1'800'000'000'000)};
    LessonBook own, model(LessonBook::Scope::model);
    own.saw(lesson::kZeroIgnored, "", {"CP1", 12, noon, "3.7 kW under 0 A"});
    own.saw_contrary(lesson::kZeroIgnored, {"CP1", 13, noon, "it rested"});
    model.saw(lesson::kKeysAtOnce, "4", {"CP2", 0, noon, "no answer"});
    model.put(lesson::kZeroEndsTransaction, {"", {}, {}, true});
    json::Writer out;
    write_lessons(out, own, model);
    CHECK(
        out.take() ==
        R"([{"lesson":"zero_ignored","scope":"own","means":"a limit of zero does not stop the current","counts":true,"seen":1,)"
        R"("contrary":1,"time":"2027-01-15T08:00:00.000Z","transaction":12,"observation":"3.7 kW under 0 A"},)"
        R"({"lesson":"keys_at_once","scope":"model","means":"configuration keys are asked for a few at once: 4","counts":false,)"
        R"("seen":1,"contrary":0,"time":"2027-01-15T08:00:00.000Z","charger":"CP2","observation":"no answer"},)"
        R"({"lesson":"zero_ends_transaction","scope":"model","means":"a limit of zero ends the session","counts":true,"seen":0,)"
        R"("contrary":0,"observation":"of an earlier version of the gateway, which kept no observations"}])");
}
