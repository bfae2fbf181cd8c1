#include "gateway/admin/charger_passwords.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

#include "gateway/random.h"
#include "json/ascii.h"
#include "storage/files.h"
#include "storage/storage.h"

namespace gateway {

namespace {

constexpr std::size_t kPepperBytes = 32;
constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kPasswordBytes = 20;

std::string read_pepper(const std::string& path) {
    std::string pepper;
    try {
        pepper = storage::File(path, O_RDONLY).read(kPepperBytes);
    } catch (const storage::StorageError&) {  // said below
    }
    if (pepper.size() != kPepperBytes)
        throw std::runtime_error(path + " cannot be read: charger passwords depend on it; restore it from a backup");
    return pepper;
}

/// Written beside and renamed, so that a kill leaves either no pepper or a whole one.
void make_pepper(const std::string& data_dir, const std::string& path) {
    const std::string draft = path + ".new";
    const storage::File file(draft, O_WRONLY | O_CREAT | O_TRUNC);
    file.write(random_bytes(kPepperBytes));
    file.flush();
    storage::rename_file(draft, path);
    storage::flush_directory(data_dir);
}

}  // namespace

bool have_passwords(const std::vector<storage::ChargePointRecord>& charge_points) {
    return std::any_of(charge_points.begin(), charge_points.end(), [](const auto& each) {
        return !each.password_hash.empty() || !each.next_password_hash.empty();
    });
}

ChargerPasswords::ChargerPasswords(const std::string& data_dir, bool is_in_use) {
    const std::string path = data_dir + "/pepper";
    const bool is_missing = ::access(path.c_str(), F_OK) != 0;
    if (is_missing && is_in_use) {
        throw std::runtime_error(path +
                                 " is missing, and the chargers' passwords depend on it: restore it from a backup, or "
                                 "start with --new-pepper and set every charger's password anew");
    }
    if (is_missing) make_pepper(data_dir, path);
    pepper_ = read_pepper(path);
}

std::string ChargerPasswords::hash_of(const std::string& text, const std::string& salt) const {
    return hmac_sha256(pepper_, salt + text);
}

NewPassword ChargerPasswords::generate() const {
    NewPassword password;
    password.text = to_hex(random_bytes(kPasswordBytes));
    password.salt = random_bytes(kSaltBytes);
    password.hash = hash_of(password.text, password.salt);
    return password;
}

bool ChargerPasswords::verify(const std::string& sent, const std::string& salt, const std::string& hash) const {
    const std::string text = sent.size() == kPasswordBytes ? to_hex(sent) : json::lower_case(sent);
    return equal_in_constant_time(hash_of(text, salt), hash);
}

}  // namespace gateway
