#include "gateway/reports/lesson_report.h"

#include "canonical/time.h"

namespace gateway {

namespace {

void write_newest(json::Writer& out, const Sighting& newest, bool names_charger) {
    out.member("time", canonical::to_text(newest.at));
    if (newest.transaction != 0) out.member("transaction", newest.transaction);
    if (names_charger) out.member("charger", newest.charger);
    out.member("observation", newest.observation);
}

void write_lesson(json::Writer& out, const std::string& name, const Lesson& lesson, const LessonBook& book,
                  bool is_own) {
    out.begin_object().member("lesson", name).member("scope", is_own ? "own" : "model");
    out.member("means", lesson::meaning(name, lesson.value)).member("counts", book.stands(name));
    out.member("seen", static_cast<std::int64_t>(lesson.sightings.size()));
    out.member("contrary", static_cast<std::int64_t>(lesson.contrary.size()));
    if (!lesson.sightings.empty()) write_newest(out, lesson.sightings.back(), !is_own);
    else out.member("observation", "of an earlier version of the gateway, which kept no observations");
    out.end_object();
}

}  // namespace

void write_lessons(json::Writer& out, const LessonBook& own, const LessonBook& model) {
    out.begin_array();
    for (const auto& [name, lesson] : own.lessons()) write_lesson(out, name, lesson, own, true);
    for (const auto& [name, lesson] : model.lessons()) write_lesson(out, name, lesson, model, false);
    out.end_array();
}

}  // namespace gateway
