#include "judge.h"

#include <cstdio>

namespace days {

Judge::Judge(World& world) : world_(world) { world_.watch(this); }

Judge::~Judge() { world_.unwatch(this); }

void Judge::broke(const std::string& what) {
    world_.note("!! " + what);
    const double at = in_seconds(world_.now() - world_.began_at());
    if (broken_.size() < kMostBroken) broken_.push_back("at " + fixed(at, "s") + ": " + what);
}

std::string fixed(double value, const char* unit) {
    char text[40];
    std::snprintf(text, sizeof text, "%.2f %s", value, unit);
    return text;
}

double in_seconds(SteadyTime::duration span) { return std::chrono::duration<double>(span).count(); }

}  // namespace days
