#pragma once

#include <string>
#include <vector>

namespace gateway {

/// A text without what must not leave the site: API keys, secrets of webhooks, what follows the host in a URL and the
/// password before it, all but the last four characters of tags, and values of settings that are secret by their name.
/// `tag_keys`: keys of chargers' configurations that hold a tag.
std::string masked_for_support(const std::string& text, const std::vector<std::string>& tag_keys = {});
/// Those that the traits in a text of JSON name.
std::vector<std::string> tag_keys_in(const std::string& text);

}  // namespace gateway
