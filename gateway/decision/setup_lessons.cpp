#include "gateway/decision/setup_lessons.h"

#include <tuple>

namespace gateway {

namespace {

auto all_of(const SetupLessons& lessons) {
    return std::tie(lessons.untouchable_keys, lessons.measurands, lessons.keys_at_once,
                    lessons.triggers_without_connector, lessons.status_triggers_useless,
                    lessons.meter_triggers_useless);
}

bool flag(const json::Value& object, const char* name) {
    const auto member = object.find(name);
    return member && member->is_true();
}

}  // namespace

bool SetupLessons::add_untouchable(const std::string& lower_case_key) {
    return untouchable_keys.size() < kMostKeys && untouchable_keys.insert(lower_case_key).second;
}

bool SetupLessons::operator==(const SetupLessons& other) const { return all_of(*this) == all_of(other); }

void write_lessons(json::Writer& out, const SetupLessons& lessons) {
    out.begin_object();
    if (!lessons.untouchable_keys.empty()) {
        out.key("untouchable_keys").begin_array();
        for (const auto& key : lessons.untouchable_keys) out.string(key);
        out.end_array();
    }
    if (!lessons.measurands.empty()) out.member("measurands", lessons.measurands);
    if (lessons.keys_at_once) out.member("keys_at_once", *lessons.keys_at_once);
    if (lessons.triggers_without_connector) out.member("triggers_without_connector", true);
    if (lessons.status_triggers_useless) out.member("status_triggers_useless", true);
    if (lessons.meter_triggers_useless) out.member("meter_triggers_useless", true);
    out.end_object();
}

SetupLessons read_lessons(const json::Value& object) {
    SetupLessons lessons;
    if (const auto keys = object.find("untouchable_keys")) {
        for (const auto key : keys->elements()) lessons.add_untouchable(std::string(key.text()));
    }
    if (const auto list = object.find("measurands")) lessons.measurands = std::string(list->text());
    const auto number = object.find("keys_at_once");
    const auto at_once = number ? number->integer() : std::nullopt;
    if (at_once && *at_once >= 1 && *at_once <= 100) lessons.keys_at_once = static_cast<int>(*at_once);
    lessons.triggers_without_connector = flag(object, "triggers_without_connector");
    lessons.status_triggers_useless = flag(object, "status_triggers_useless");
    lessons.meter_triggers_useless = flag(object, "meter_triggers_useless");
    return lessons;
}

}  // namespace gateway
