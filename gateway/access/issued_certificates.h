#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "storage/records.h"

namespace gateway {

/// The certificates that our own authority signed, and which of them were taken back. Pure; owned by the Site.
class IssuedCertificates {
  public:
    using Record = storage::IssuedCertificateRecord;

    explicit IssuedCertificates(const std::vector<Record>& rows) {
        for (const auto& row : rows) put(row);
    }

    void put(const Record& row) {
        by_serial_[row.serial_number] = row;
        if (row.revoked_at) revoked_.insert(row.serial_number);
    }
    /// Null: none has that serial number.
    const Record* find(const std::string& serial) const {
        const auto found = by_serial_.find(serial);
        return found == by_serial_.end() ? nullptr : &found->second;
    }
    const std::map<std::string, Record>& all() const { return by_serial_; }
    const std::set<std::string>& revoked() const { return revoked_; }

  private:
    std::map<std::string, Record> by_serial_;
    std::set<std::string> revoked_;
};

}  // namespace gateway
