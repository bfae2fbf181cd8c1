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
    std::vector<WrongPage> wrong_pages;
    std::int64_t bytes = 0, log_bytes = 0;
    std::map<std::string, std::string> settings;
};

/// `is_deep`: looks at every sum, and at every row in every index. `log_may_be_foreign`: no gateway runs, so the log
/// beside it may be that of another copy. Throws nothing.
DatabaseReport look_at_database(const std::string& path, bool is_deep, bool log_may_be_foreign);

/// As far as the tables can be read. Throws nothing.
std::vector<WrongPage> with_tables(const std::string& path, const std::vector<std::int64_t>& pages);
/// "3 pages have a wrong sum: 17 (transactions), ..."
std::string about_wrong_sums(const std::vector<WrongPage>& pages);

}  // namespace storage
