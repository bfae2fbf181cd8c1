#pragma once

#include <string>
#include <string_view>

#include "json/value.h"

/// Keeps secrets out of every output (white paper, 7.2; CF-102): values of configuration keys that are passwords, and
/// passwords inside URLs. Tags are none. Pure; any thread.
namespace gateway {

constexpr std::string_view kMask = "***";

/// AuthorizationKey, and vendors' keys by the words in their names.
bool is_secret_key(std::string_view configuration_key);
/// Of any text: passwords of URLs, and the whole text where it assigns something to a secret key.
std::string without_secrets(std::string_view text);
/// The value as compact JSON; `value` beside a secret `key` is masked, and so is every text of `without_secrets`.
std::string without_secrets(json::Value value);
/// One frame as it went over the wire. What is no JSON, or was cut, is masked from the first secret word on.
std::string frame_without_secrets(const std::string& frame);

}  // namespace gateway
