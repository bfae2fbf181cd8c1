#pragma once

#include "gateway/decision/lessons.h"
#include "json/writer.h"

namespace gateway {

/// Every lesson in words: whose it is, whether it counts by now, and the newest observation that taught it. A JSON
/// array.
void write_lessons(json::Writer& out, const LessonBook& own, const LessonBook& model);

}  // namespace gateway
