#pragma once

#include <string>

namespace gateway {

/// A text without what must not leave the site: API keys, secrets of webhooks, what follows the host in a URL and the
/// password before it, all but the last four characters of tags, and values of settings that are secret by their name.
std::string masked_for_support(const std::string& text);

}  // namespace gateway
