#pragma once

#include <string>

#include "gateway/backup/archive.h"

namespace gateway {

/// What a restore did: where the data went that it took the place of, and what its archive told.
struct Restored {
    std::string put_aside;  ///< below the data directory; empty: nothing was there
    Manifest manifest;
};

/// Puts the files of a backup in the place of those in the data directory; what was there goes to
/// `before-restore-TIME`, nothing is deleted. No gateway may run. The archive is checked whole, and its database,
/// before anything is moved. Afterwards ids of transactions go on above all that were given, and the next start knows
/// that it goes on from older data. A restore that was interrupted keeps the gateway from starting; the next call ends
/// it first. Throws std::runtime_error with the reason; then all is as it was.
Restored restore(const std::string& data_dir, const std::string& archive, UtcTime now);

/// Takes back the restore that made DATA_DIR/`aside`; what is there now goes to a `before-restore-TIME` of its own.
Restored undo_restore(const std::string& data_dir, const std::string& aside, UtcTime now);

/// Ends a restore that was interrupted; false where none was.
bool finish_interrupted_restore(const std::string& data_dir);

}  // namespace gateway
