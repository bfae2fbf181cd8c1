#include <algorithm>
#include <cstdlib>

#include "day_kinds.h"

namespace days {

namespace {

bool is_named(std::string_view list, std::string_view name) {
    if (list == "all") return true;
    const auto at = list.find(name);
    if (at == std::string_view::npos) return false;
    const auto end = at + name.size();
    return (at == 0 || list[at - 1] == ',') && (end == list.size() || list[end] == ',');
}

}  // namespace

const std::vector<Oddity>& oddities() {
    static const std::vector<Oddity> list = all_oddities();
    return list;
}

std::vector<const Oddity*> oddities_in_use() {
    const char* named = std::getenv("OCPP_ODD");
    std::vector<const Oddity*> list;
    for (const Oddity& each : oddities()) {
        if (named ? is_named(named, each.name) : each.on) list.push_back(&each);
    }
    return list;
}

const Oddity* find_oddity(std::string_view name) {
    const auto& list = oddities();
    const auto at = std::find_if(list.begin(), list.end(), [name](const Oddity& each) { return each.name == name; });
    return at == list.end() ? nullptr : &*at;
}

}  // namespace days
