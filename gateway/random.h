#pragma once

#include <cstddef>
#include <string>

namespace gateway {

/// Unpredictable bytes from OpenSSL. Throws std::runtime_error when the system has none. Any thread.
std::string random_bytes(std::size_t count);
/// Letters and digits, 5.95 bits each: ids and keys.
std::string random_base62(std::size_t count);
std::string random_upper_hex(std::size_t count);
std::string random_digits(std::size_t count);

/// HMAC-SHA256 and SHA-256; the latter in lower-case hex.
std::string hmac_sha256(const std::string& key, const std::string& text);
std::string sha256_hex(const std::string& text);
std::string to_hex(const std::string& bytes);
/// In a time that does not depend on where they differ.
bool equal_in_constant_time(const std::string& a, const std::string& b);

}  // namespace gateway
