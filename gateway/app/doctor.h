#pragma once

#include <string>
#include <vector>

#include "gateway/clock.h"

/// What can be said of an installation from outside, whether its gateway runs or not. It changes nothing; the one file
/// that it makes, to see how long the disk takes, goes at once.
namespace gateway {

enum class Grade { ok, warn, fail };
const char* to_text(Grade grade);

struct Finding {
    Grade grade = Grade::ok;
    std::string sentence;
    std::string what_to_do;  ///< empty: nothing
};

struct CheckedPoint {
    std::string name;
    Finding finding;
};

struct DoctorOrder {
    std::string config_file;  ///< empty: the defaults
    std::string data_dir;     ///< empty: the configuration's
    bool is_deep = false;
    UtcTime now{};
};

/// All checks, in the order of their table. Throws nothing: a check that cannot be made is one that failed.
std::vector<CheckedPoint> examine(const DoctorOrder& order);

/// The worst.
Grade worst_of(const std::vector<CheckedPoint>& points);
/// "warn NAME: sentence. What to do: ...", a line each.
std::string shown(const std::vector<CheckedPoint>& points);
std::string as_json(const std::vector<CheckedPoint>& points);

}  // namespace gateway
