#include "gateway/admin/charger_passwords.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

#include "gateway/random.h"
#include "json/ascii.h"

namespace gateway {

namespace {

constexpr std::size_t kPepperBytes = 32;
constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kPasswordBytes = 20;

class File {
  public:
    File(const std::string& path, int flags) : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
    ~File() {
        if (is_open()) ::close(descriptor_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    bool is_open() const { return descriptor_ >= 0; }
    int descriptor() const { return descriptor_; }

  private:
    int descriptor_;
};

std::string read_pepper(const std::string& path) {
    const File file(path, O_RDONLY);
    std::string pepper(kPepperBytes, '\0');
    if (!file.is_open() ||
        ::read(file.descriptor(), pepper.data(), pepper.size()) != static_cast<ssize_t>(pepper.size())) {
        throw std::runtime_error(path + " cannot be read: charger passwords depend on it; restore it from a backup");
    }
    return pepper;
}

/// Written beside and renamed, so that a kill leaves either no pepper or a whole one.
void make_pepper(const std::string& data_dir, const std::string& path) {
    const std::string pepper = random_bytes(kPepperBytes);
    const std::string draft = path + ".new";
    const File file(draft, O_WRONLY | O_CREAT | O_TRUNC);
    const bool written = file.is_open() && ::write(file.descriptor(), pepper.data(), pepper.size()) ==
                                               static_cast<ssize_t>(pepper.size());
    if (!written || ::fsync(file.descriptor()) != 0 || ::rename(draft.c_str(), path.c_str()) != 0) {
        throw std::runtime_error(path + " cannot be written");
    }
    const File directory(data_dir, O_RDONLY | O_DIRECTORY);
    if (directory.is_open()) ::fsync(directory.descriptor());
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
