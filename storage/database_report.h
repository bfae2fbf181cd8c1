#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

/// How a database is, for those who look at it from outside: a gateway may have it open. Nothing of it is written.
namespace storage {

/// A page whose sum is wrong, and the table or index that it belongs to, where that can be told.
struct WrongPage {
    std::int64_t number = 0;
    std::string of;
};

struct DatabaseReport {
    std::string trouble;  ///< why it cannot be read; empty: it can
    std::int64_t application = 0, schema_version = 0;
    std::string verdict;  ///< SQLite's: "ok", or what is damaged
    bool has_sums = false;
    bool has_wrong_sum = false;  ///< a page was met that has one, also where that is why nothing could be read
    std::vector<WrongPage> wrong_pages;
    std::int64_t bytes = 0, log_bytes = 0;
    std::map<std::string, std::string> settings;
    std::int64_t passwords = 0;  ///< chargers that have one
};

/// `is_deep`: looks at every sum, and at every row in every index. `is_in_use`: a gateway runs, of another process. Not
/// for one that has it open itself: its locks would be let go of. Throws nothing.
DatabaseReport look_at_database(const std::string& path, bool is_deep, bool is_in_use);

/// "3 pages have a wrong sum: 17 (transactions), ..."
std::string about_wrong_sums(const std::vector<WrongPage>& pages);

}  // namespace storage
