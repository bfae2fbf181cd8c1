#pragma once

#include <string>

#include "json/value.h"

namespace gateway {

/// The OpenAPI document as a page for people: HTML without scripts, its one style sheet beside it. Pure; any thread.
std::string document_page(json::Value document);
extern const char* const kDocumentStyle;

}  // namespace gateway
