#include "storage/schema_report.h"

#include <sstream>

#include "storage/migrations.h"
#include "storage/sql.h"

namespace storage {

std::string schema_report(const std::string& path) {
    Connection database(path, Connection::Mode::read);
    std::ostringstream out;
    out << "version " << database.number("PRAGMA user_version") << "\npages " << database.number("PRAGMA page_count")
        << " of " << database.number("PRAGMA page_size") << " bytes, " << database.number("PRAGMA freelist_count")
        << " free\n\n";
    for (const char* table : tables) {
        const std::string count = std::string("SELECT count(*) FROM ") + table;
        out << table << "  " << database.number(count.c_str()) << " rows\n";
    }
    out << "\n"
        << database.text(
               "SELECT coalesce(group_concat(sql, ';' || char(10)), '') FROM"
               " (SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name)")
        << "\n";
    return out.str();
}

}  // namespace storage
