#pragma once

#include "gateway/admin/admin_commands.h"

/// `support-bundle` of the command line: what somebody needs who helps from afar, without anything that opens a door.
namespace gateway {

struct SupportOrder {
    std::string data_dir;
    std::string file;                   ///< the archive to make
    std::string config_file, log_file;  ///< empty: left out
    std::string doctor;                 ///< what it found
    std::vector<std::string> chargers;  ///< whose settings and frames are put in
    canonical::UtcTime at{};
};
struct SupportFile {
    std::string name, text;
};

/// Asks the running gateway, or the database where none runs.
using AskGateway = std::function<AdminAnswer(const AdminRequest&)>;

/// All texts are masked. What cannot be had says so in its place.
std::vector<SupportFile> support_files(const SupportOrder& order, const AskGateway& ask);
/// One line for each file.
std::string list_of(const std::vector<SupportFile>& files);
/// Throws storage::StorageError.
void write_support_bundle(const SupportOrder& order, const std::vector<SupportFile>& files);

}  // namespace gateway
