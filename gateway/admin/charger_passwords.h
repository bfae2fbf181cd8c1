#pragma once

#include <string>
#include <vector>

#include "storage/records.h"

namespace gateway {

struct NewPassword {
    std::string text;  ///< 160 random bits as 40 hex digits, printed once (OCPP-J 6.2.1: an AuthorizationKey)
    std::string salt;
    std::string hash;
};

/// Whether any charger has one.
bool have_passwords(const std::vector<storage::ChargePointRecord>& charge_points);

/// Charger passwords are kept as HMAC-SHA256 with a salt of their own under a 32-byte pepper file: cheap enough for a
/// reconnect storm, and worthless without the file. Any thread.
class ChargerPasswords {
  public:
    /// Reads DATA_DIR/pepper, or makes it (mode 0600, on disk before use). Throws std::runtime_error; also where it is
    /// missing and passwords depend on it.
    explicit ChargerPasswords(const std::string& data_dir, bool is_in_use = false);

    NewPassword generate() const;
    /// `sent` may be the text, in any case, or the bytes behind its hex digits (quirk 29).
    bool verify(const std::string& sent, const std::string& salt, const std::string& hash) const;

  private:
    std::string hash_of(const std::string& text, const std::string& salt) const;
    std::string pepper_;
};

}  // namespace gateway
