#pragma once

#include <string>

#include "gateway/decision/capabilities.h"
#include "json/writer.h"

namespace gateway {

/// What was learnt, as it is stored. Reading understands what any version wrote: unknown members are passed
/// over, missing ones keep their default; a text that is not JSON gives the defaults.
std::string to_text(const Capabilities& capabilities);
/// The same inside an object that is open.
void write_members(json::Writer& out, const Capabilities& capabilities);
Capabilities capabilities_from(const std::string& text);

}  // namespace gateway
