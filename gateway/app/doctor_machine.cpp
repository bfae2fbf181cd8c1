#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "gateway/app/charger_security_files.h"
#include "gateway/app/doctor_checks.h"
#include "gateway/app/housekeeping.h"
#include "storage/files.h"
#include "storage/limits.h"

/// What `doctor` asks of the configuration and the machine.
namespace gateway {

namespace {

std::string megabytes_of(std::uintmax_t bytes) { return std::to_string(bytes >> 20) + " MB"; }

/// The file that is made to see how long the disk takes; it goes with the object.
class Probe {
  public:
    explicit Probe(const std::string& path) : path_(path), file_(path, O_WRONLY | O_CREAT | O_EXCL) {}
    ~Probe() { ::unlink(path_.c_str()); }
    Probe(const Probe&) = delete;
    Probe& operator=(const Probe&) = delete;
    std::chrono::milliseconds flushed() const {
        const auto begin = std::chrono::steady_clock::now();
        file_.write(std::string(4096, 'd'));
        file_.flush();
        return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
    }

  private:
    std::string path_;
    storage::File file_;
};

}  // namespace

Finding check_configuration(const Patient& patient) {
    if (!patient.config_fault.empty()) return {Grade::fail, patient.config_fault, "mend the file, then look again"};
    if (patient.config_file.empty())
        return {Grade::ok, "no file is given, so all is as it comes; --config looks at one", {}};
    onboarding_from(patient.config.onboarding);
    parse_host_port(patient.config.api_listen);
    parse_host_port(patient.config.ocpp_listen);
    return {Grade::ok, patient.config_file + " can be read", {}};
}

Finding check_gateway(const Patient& patient) {
    if (!patient.gateway_fault.empty()) return {Grade::fail, patient.gateway_fault, "look into its log, or restart it"};
    if (patient.is_running && !patient.is_answering)
        return {Grade::warn, "a process has " + patient.config.data_dir + " and does not answer",
                "it may be starting, ending, or a command that runs: look again; if it stays so, restart the gateway"};
    return {Grade::ok, patient.is_running ? "one runs on " + patient.config.data_dir : "none runs here", {}};
}

Finding check_data_directory(const Patient& patient) {
    const std::string& path = patient.config.data_dir;
    struct stat directory {
    }, database{};
    if (::stat(path.c_str(), &directory) != 0 || !S_ISDIR(directory.st_mode))
        return {Grade::fail, "there is no directory " + path, "see that --data-dir is right"};
    if ((directory.st_mode & S_IWOTH) != 0)
        return {Grade::fail, "everybody may write into " + path + ", so no gateway starts on it", "chmod 700 " + path};
    if ((directory.st_mode & 0077) != 0)
        return {Grade::warn, "others than its owner may look into " + path, "chmod 700 " + path};
    const bool has_database = ::stat((path + "/gateway.db").c_str(), &database) == 0;
    if (has_database && database.st_uid != directory.st_uid)
        return {Grade::warn, path + " and gateway.db in it have different owners",
                "give all of it to the user of the gateway: chown -R USER " + path};
    return {Grade::ok, path + " is its owner's alone", {}};
}

Finding check_disk_space(const Patient& patient) {
    const auto space = std::filesystem::space(patient.config.data_dir);
    const std::string told = megabytes_of(space.available) + " of " + megabytes_of(space.capacity) + " are free for " +
                             patient.config.data_dir;
    if (space.available < static_cast<std::uintmax_t>(storage::kRoomBesideCopyBytes))
        return {Grade::fail, told, "make room: without any, nothing is stored and no session is begun"};
    if (is_disk_short(patient.config.data_dir))
        return {Grade::warn, told, "make room: meter values are kept in full for a week only"};
    return {Grade::ok, told, {}};
}

Finding check_disk_speed(const Patient& patient) {
    constexpr std::chrono::milliseconds slow{200};
    const Probe probe(patient.file(".doctor-" + std::to_string(::getpid())));
    const auto taken = probe.flushed();
    const std::string told = "what is written is on the disk after " + std::to_string(taken.count()) + " ms";
    if (taken <= slow) return {Grade::ok, told, {}};
    return {Grade::warn, told + "; each answer to a charger waits for that",
            "an SD card as slow as this is old or busy: keep the data on an SSD, and look again"};
}

Finding check_clock(const Patient& patient) {
    ClockTrust trust(built_on(), clock_seen(patient.database.settings));
    const bool is_set = kernel_says_clock_is_set();
    trust.look(patient.now, std::chrono::steady_clock::now(), is_set);
    const std::string told = "it shows " + canonical::to_text(patient.now);
    const char* const set_it =
        "let a time server set it (timedatectl set-ntp true); a machine without a clock of its own "
        "needs one at each start";
    if (!trust.why_not().empty()) return {Grade::fail, told + ", which is not believed: " + trust.why_not(), set_it};
    if (!is_set) return {Grade::warn, told + ", and no time server has set it", set_it};
    return {Grade::ok, told + ", as a time server has set it", {}};
}

Finding check_open_files(const Patient& patient) {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    const std::size_t needed = descriptors_needed(patient.config);
    const std::string told = std::to_string(limit.rlim_max) +
                             " files may be open at once in a program started here, and " + std::to_string(needed) +
                             " may be needed";
    if (limit.rlim_max >= needed) return {Grade::ok, told, {}};
    return {Grade::warn, told, "raise the hard limit (LimitNOFILE of the service, ulimit -Hn)"};
}

Finding check_certificates(const Patient& patient) {
    const ChargerSecurityFiles files(patient.config);
    const auto warnings = files.expiry_warnings(std::chrono::system_clock::time_point(patient.now.time_since_epoch()));
    if (warnings.empty()) return {Grade::ok, "none that is in use ends within 30 days", {}};
    std::string told;
    for (const auto& warning : warnings) told += (told.empty() ? "" : "; ") + warning;
    return {Grade::warn, told, "put new ones in their place, then: ocpp-gateway certificates reload"};
}

}  // namespace gateway
