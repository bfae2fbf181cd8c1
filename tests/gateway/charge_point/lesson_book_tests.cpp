#include <catch2/catch.hpp>

#include "gateway/charge_point/charger_lessons.h"

/// What is learnt of whom, by how many observations, and what takes it back; without a charge point.
using namespace gateway;

namespace {

constexpr UtcTime kNoon{std::chrono::milliseconds(1'800'000'000'000)};

Sighting seen(const std::string& charger, std::int64_t transaction, UtcTime at = kNoon) {
    return {charger, transaction, at, "seen"};
}

const std::string kKey = std::string(lesson::kKeyLosesLink) + "meter";

/// Two chargers' lessons and their model's book, as a site has them.
struct Pair {
    UtcTime now = kNoon;
    Knowledge model{{}, LessonBook(LessonBook::Scope::model), {}, true};
    ChargerLessons first{"A", ports()}, second{"B", ports()};

    ChargerLessons::Ports ports() {
        return {[this] { return now; },
                [this](const LessonEvent& events) {
                    if (events.is_contrary) model.lessons.saw_contrary(events.name, events.sighting);
                    else model.lessons.saw(events.name, events.value, events.sighting);
                }};
    }
    Capabilities met(ChargerLessons& lessons) { return lessons.know({}, model); }
};

}  // namespace

TEST_CASE("a charger's lesson stands at the first sight, its model's after two chargers or three sessions of one") {
    LessonBook own, model(LessonBook::Scope::model);
    own.saw(lesson::kZeroIgnored, "", seen("A", 1));
    CHECK(own.stands(lesson::kZeroIgnored));
    model.saw(lesson::kZeroIgnored, "", seen("A", 1));
    model.saw(lesson::kZeroIgnored, "", seen("A", 1));
    model.saw(lesson::kZeroIgnored, "", seen("A", 2));
    CHECK_FALSE(model.stands(lesson::kZeroIgnored));
    SECTION("two chargers") { model.saw(lesson::kZeroIgnored, "", seen("B", 3)); }
    SECTION("three sessions") { model.saw(lesson::kZeroIgnored, "", seen("A", 3)); }
    CHECK(model.stands(lesson::kZeroIgnored));
}

TEST_CASE("contrary evidence takes a lesson back at the second time, and one session is one time") {
    LessonBook book;
    book.saw(lesson::kZeroEndsTransaction, "", seen("A", 1));
    book.saw_contrary(lesson::kZeroEndsTransaction, seen("A", 2));
    book.saw_contrary(lesson::kZeroEndsTransaction, seen("A", 2));
    CHECK(book.stands(lesson::kZeroEndsTransaction));
    book.saw_contrary(lesson::kZeroEndsTransaction, seen("A", 3));
    CHECK(book.find(lesson::kZeroEndsTransaction) == nullptr);
}

TEST_CASE("another value counts at once for the charger, and against the model's") {
    LessonBook own, model(LessonBook::Scope::model);
    for (LessonBook* book : {&own, &model}) {
        book->saw(lesson::kVariant, "2", seen("A", 1));
        book->saw(lesson::kVariant, "2", seen("B", 2));
        book->saw(lesson::kVariant, "4", seen("C", 3));
    }
    CHECK(own.standing(lesson::kVariant)->value == "4");
    REQUIRE(model.stands(lesson::kVariant));
    CHECK(model.standing(lesson::kVariant)->value == "2");
    model.saw(lesson::kVariant, "4", seen("D", 4));
    CHECK(model.find(lesson::kVariant)->value == "4");
    CHECK_FALSE(model.stands(lesson::kVariant));
}

TEST_CASE(
    "a key of set-up is untouchable at its second loss, and for the model at two losses of each of two chargers") {
    LessonBook own, model(LessonBook::Scope::model);
    for (int loss = 0; loss < 2; ++loss) {
        const UtcTime at = kNoon + std::chrono::hours(25 * loss);
        own.saw(kKey, "", seen("A", 0, at));
        CHECK(own.stands(kKey) == (loss == 1));
        model.saw(kKey, "", seen("A", 0, at));
        CHECK_FALSE(model.stands(kKey));
        model.saw(kKey, "", seen("B", 0, at));
        CHECK(model.stands(kKey) == (loss == 1));
    }
}

TEST_CASE("what one charger showed changes nothing for its sibling, what two showed is a hint that orders trials") {
    Pair pair;
    pair.met(pair.first);
    pair.first.saw(lesson::kZeroIgnored, 1, "0 A, and 3.7 kW");
    CHECK_FALSE(pair.met(pair.second).hints.zero_ignored);
    pair.second.saw(lesson::kZeroIgnored, 2, "0 A, and 3.7 kW");
    ChargerLessons third("C", pair.ports());
    const Capabilities known = pair.met(third);
    CHECK(known.hints.zero_ignored);
    CHECK_FALSE(known.zero_ignored);
    ConnectorView view;
    view.capabilities = known;
    CHECK_FALSE(view.zero_ignored());
    CHECK(view.zero_may_do_harm());
}

TEST_CASE("what a charger answers to our calls is a hint that a sibling begins with") {
    Pair pair;
    const Capabilities before = pair.met(pair.first);
    Capabilities after = before;
    after.whole_amperes = true;
    after.strategy = 2;
    after.strategy_is_proven = true;
    after.setup.keys_at_once = 4;
    pair.first.note_changes(before, after, 1, {});
    CHECK(pair.met(pair.second).strategy == 0);
    pair.second.note_changes(before, after, 2, {});
    ChargerLessons third("C", pair.ports());
    const Capabilities known = pair.met(third);
    CHECK(known.whole_amperes);
    CHECK(known.strategy == 2);
    CHECK_FALSE(known.strategy_is_proven);
    CHECK(known.setup.keys_at_once == 4);
}

TEST_CASE("a session that ended under a zero teaches nothing where anything else happened since") {
    using Cause = Confounders::Cause;
    Pair pair;
    pair.met(pair.first);
    const SteadyTime zero{std::chrono::hours(1)};
    Connector::EndUnderZero end{zero, zero + std::chrono::seconds(5), zero + std::chrono::minutes(1), 7};
    SECTION("nothing") {
        pair.first.confounders.note(Cause::boot, zero - std::chrono::seconds(1));
        CHECK(pair.first.zero_ended(end));
        CHECK(pair.first.own().find(lesson::kZeroEndsTransaction)->sightings[0].transaction == 7);
        return;
    }
    const auto cause =
        GENERATE(Cause::link_lost, Cause::socket_replaced, Cause::boot, Cause::operators_call, Cause::tag_at_stop);
    pair.first.confounders.note(cause, zero + std::chrono::seconds(3));
    CHECK_FALSE(pair.first.zero_ended(end));
    CHECK(pair.first.own().lessons().empty());
}

TEST_CASE("a key that cost the link rests for a day, is tried once more, and is acquitted or left for good") {
    Pair pair;
    pair.met(pair.first);
    const KeyLoss loss{"meter", SteadyTime{std::chrono::hours(1)}, 4};
    CHECK(pair.first.key_lost_link(loss));
    CHECK(pair.first.key_trials().resting == std::set<std::string>{"meter"});
    pair.now += std::chrono::hours(24);
    CHECK(pair.first.key_trials().resting.empty());
    CHECK(pair.first.key_trials().due == std::set<std::string>{"meter"});
    SECTION("no harm") {
        CHECK(pair.first.key_survived("meter"));
        CHECK(pair.first.own().lessons().empty());
    }
    SECTION("again") {
        CHECK(pair.first.key_lost_link(loss));
        pair.now += std::chrono::hours(1000);
        CHECK(pair.first.key_trials().resting == std::set<std::string>{"meter"});
    }
    pair.met(pair.second);
    CHECK(pair.second.key_trials().resting.empty());
}

TEST_CASE("a link that went for a reset that was ordered, or that we closed, is no key's fault") {
    Pair pair;
    pair.met(pair.first);
    const KeyLoss loss{"meter", SteadyTime{std::chrono::hours(1)}, 4};
    SECTION("reset") { pair.first.confounders.reset_ordered(loss.written_at + std::chrono::seconds(2)); }
    SECTION("closed by us") { pair.first.confounders.closed_by_us(loss.written_at + std::chrono::seconds(2)); }
    CHECK_FALSE(pair.first.key_lost_link(loss));
    CHECK(pair.first.own().lessons().empty());
}

TEST_CASE("lessons survive as text, with all that taught them") {
    Knowledge own;
    own.capabilities.strategy = 2;
    own.effect_delays = R"({"pause":[2]})";
    own.lessons.saw(lesson::kZeroIgnored, "", {"A", 12, kNoon, "3.7 kW under 0 A"});
    own.lessons.saw_contrary(lesson::kZeroIgnored, {"A", 13, kNoon, "it rested"});
    own.lessons.saw(lesson::kMeasurands, "Power.Active.Import", seen("A", 0));
    const Knowledge read = knowledge_from(to_text(own), LessonBook::Scope::charger);
    CHECK(read.is_known);
    CHECK(read.capabilities == own.capabilities);
    CHECK(read.effect_delays == own.effect_delays);
    const Lesson* lesson = read.lessons.find(lesson::kZeroIgnored);
    REQUIRE(lesson != nullptr);
    CHECK(lesson->sightings.at(0).observation == "3.7 kW under 0 A");
    CHECK(lesson->sightings.at(0).transaction == 12);
    CHECK(lesson->sightings.at(0).at == kNoon);
    CHECK(lesson->contrary.size() == 1);
    CHECK(read.lessons.find(lesson::kMeasurands)->value == "Power.Active.Import");
    for (const auto text : {"", "nonsense", "[]", "{}"})
        CHECK(knowledge_from(text, LessonBook::Scope::charger).lessons.lessons().empty());
}

TEST_CASE("what an older version had learnt of a model becomes hints, and what its chargers reported stays") {
    const auto old =
        R"({"amperes_allowed":false,"units_are_told":true,"max_stack_level":7,"rung":3,"rung_is_proven":true,)"
        R"("zero_ends_transaction":true,"whole_amperes":true,"setup":{"untouchable_keys":["meter"]}})";
    Pair pair;
    pair.model = knowledge_from(old, LessonBook::Scope::model);
    const Capabilities known = pair.met(pair.first);
    CHECK_FALSE(known.amperes_allowed);
    CHECK(known.max_stack_level == 7);
    CHECK(known.hints.zero_ends_transaction);
    CHECK_FALSE(known.zero_ends_transaction);
    CHECK(known.whole_amperes);
    CHECK(known.strategy == 3);
    CHECK(pair.first.key_trials().resting.empty());
}

TEST_CASE("a lesson that is forgotten is not in use any more either") {
    Knowledge own;
    own.capabilities.strategy = 2;
    own.capabilities.setup.add_untouchable("meter");
    own.lessons.saw(lesson::kVariant, "2", seen("A", 1));
    own.lessons.saw(std::string(lesson::kKeyNotTaken) + "meter", "", seen("A", 0));
    CHECK(forget(own, lesson::kVariant));
    CHECK(own.capabilities.strategy == 0);
    CHECK(forget(own, std::string(lesson::kKeyNotTaken) + "meter"));
    CHECK(own.capabilities.setup.untouchable_keys.empty());
    CHECK_FALSE(forget(own, lesson::kVariant));
}
