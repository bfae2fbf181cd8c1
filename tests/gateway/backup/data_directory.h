#pragma once

#include <string>
#include <vector>

#include "gateway/backup/backup.h"
#include "storage/records.h"

/// A data directory with a database in use and all that lies beside it; what the tests of backup and restore share.
namespace backup_test {

class DataDirectory {
  public:
    /// With a charger CP-1, an action, a transaction, a webhook, pepper, authority and charger kinds.
    DataDirectory();
    ~DataDirectory();
    DataDirectory(const DataDirectory&) = delete;
    DataDirectory& operator=(const DataDirectory&) = delete;

    /// Below the test's own directory, beside the data.
    std::string beside(const std::string& name) const { return root_ + "/" + name; }
    std::string path() const { return root_ + "/data"; }
    std::string file(const std::string& name) const { return path() + "/" + name; }
    /// Through a storage of the moment.
    void write(storage::Batch batch) const;
    storage::Snapshot load() const;
    /// A backup beside the data.
    std::string back_up(const std::string& name, bool with_secrets = true) const;

  private:
    std::string root_;
};

std::string text_of_file(const std::string& path);
void write_file(const std::string& path, const std::string& bytes);
std::vector<std::string> names_below(const std::string& directory);
gateway::UtcTime at_second(std::int64_t seconds);
/// The reason that `action` throws; empty when it throws nothing.
template <class Action>
std::string refusal_of(Action action) {
    try {
        action();
    } catch (const std::exception& error) {
        return error.what();
    }
    return {};
}

inline bool goes_on() { return true; }

}  // namespace backup_test
