#include "storage/page_check.h"

#include <utility>

#include "storage/database_report.h"
#include "storage/limits.h"
#include "storage/sql.h"

namespace storage {

PageCheck::PageCheck(std::string path, std::function<void(const std::string& damage)> done)
    : thread_([this, path = std::move(path), done = std::move(done)] { run(path, done); }) {}

PageCheck::~PageCheck() {
    is_over_ = true;
    thread_.join();
}

std::string PageCheck::damage_in(const std::string& path) const {
    Connection connection(path, Connection::Mode::read);
    connection.cut_when(is_over_);
    std::vector<WrongPage> wrong;
    for (const auto page : connection.pages_with_wrong_sum(kWrongPagesNamed, [this] { return !is_over_; }))
        wrong.push_back({page, {}});
    if (!wrong.empty()) return about_wrong_sums(wrong);
    const std::string verdict = connection.text("PRAGMA quick_check(1)");
    return verdict == "ok" ? std::string() : verdict;
}

void PageCheck::run(const std::string& path, const std::function<void(const std::string& damage)>& done) const {
    std::string damage;
    try {
        damage = damage_in(path);
    } catch (const SqlError& error) {
        damage = error.what();
    }
    done(is_over_ ? std::string() : damage);
}

}  // namespace storage
