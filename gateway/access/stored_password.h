#pragma once

#include <string>

#include "storage/records.h"

namespace gateway {

/// A charger's password as it is kept; both empty: it has none. Plain values, any thread.
struct StoredPassword {
    std::string salt, hash;
};

inline StoredPassword password_of(const storage::ChargePointRecord& record) {
    return {record.password_salt, record.password_hash};
}

/// It is the only one then: a key on its way to the charger does not count any more.
inline void put(const StoredPassword& password, storage::ChargePointRecord& record) {
    record.password_salt = password.salt;
    record.password_hash = password.hash;
    record.next_password_salt.clear();
    record.next_password_hash.clear();
}

}  // namespace gateway
