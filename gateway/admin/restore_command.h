#pragma once

#include "gateway/admin/admin_commands.h"

namespace gateway {

/// `restore` of the command line: of a backup, or back again (`undo`: the directory that was put aside), or to its end
/// where it was interrupted. Throws std::runtime_error where it cannot; then all is as it was.
AdminAnswer run_restore_command(const std::string& data_dir, const std::string& archive, const std::string& undo,
                                bool finish, canonical::UtcTime now);

}  // namespace gateway
