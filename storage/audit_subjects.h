#pragma once

#include <optional>
#include <string>
#include <vector>

#include "storage/records.h"

namespace storage {

/// Which thing a change is about.
struct SubjectName {
    const char* kind;
    std::vector<std::string> key;  ///< as `look_text` wants it
    std::string id() const;        ///< the same in one
};
/// Empty: such changes do not go on record.
std::optional<SubjectName> subject_of(const Change& change);

/// The question for one thing by its key: as a JSON object without secrets, and the charge point that it concerns.
const char* look_text(const SubjectName& subject);

}  // namespace storage
