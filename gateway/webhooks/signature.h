#pragma once

#include <cstdint>
#include <string>
#include <vector>

/// How a receiver knows that a webhook is ours and unchanged: the layout of Svix and Standard Webhooks. Pure but for
/// the random bytes of a new secret; any thread.
namespace gateway {

/// "whsec_" and 24 random bytes in base64.
std::string new_webhook_secret();
/// Whether a text is such a secret, of 24 to 64 bytes.
bool is_webhook_secret(const std::string& text);

/// The value of `svix-signature`: one "v1,…" per secret, parted by blanks, over "id.timestamp.body". `timestamp`: Unix
/// seconds.
std::string webhook_signatures(const std::vector<std::string>& secrets, const std::string& id, std::int64_t timestamp,
                               const std::string& body);

}  // namespace gateway
