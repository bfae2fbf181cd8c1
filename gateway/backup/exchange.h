#pragma once

#include <string>
#include <vector>

namespace gateway {

/// Files of a data directory that change places with others: those named in `bring` come from `from`, and what is there
/// of them and of `leave` goes to `aside`. All three directories are on one file system, so that each step is a rename.
/// The list of it lies in the data directory until it is done: whoever is interrupted goes on where it stopped, and no
/// gateway starts in between.
struct Exchange {
    std::string from, aside;  ///< names below the data directory
    std::vector<std::string> leave, bring;
};

/// Throws storage::StorageError.
void exchange_files(const std::string& data_dir, const Exchange& exchange);
/// False where nothing was interrupted. Throws storage::StorageError.
bool finish_exchange(const std::string& data_dir);

}  // namespace gateway
