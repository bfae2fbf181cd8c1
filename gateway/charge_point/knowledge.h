#pragma once

#include <string>

#include "gateway/decision/capabilities.h"
#include "gateway/decision/lessons.h"

namespace gateway {

/// What is kept on disk of one charger, or of a model. Plain values; io thread.
struct Knowledge {
    Capabilities capabilities;  ///< of a charger: as it is used; of a model: what its chargers report of themselves
    LessonBook lessons;
    std::string effect_delays;  ///< a charger's, JSON of their own; empty: none
    bool is_known = false;      ///< there was something on disk
};

/// Takes one lesson back, with what is in use because of it; false: it was not there.
bool forget(Knowledge& knowledge, const std::string& name);

/// As it is stored. Reading understands what any version wrote.
std::string to_text(const Knowledge& knowledge);
Knowledge knowledge_from(const std::string& text, LessonBook::Scope scope);

}  // namespace gateway
