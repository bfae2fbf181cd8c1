#include "storage/page_check.h"

#include <utility>

#include "storage/sql.h"

namespace storage {

PageCheck::PageCheck(std::string path, std::function<void(const std::string& damage)> done)
    : thread_([this, path = std::move(path), done = std::move(done)] { run(path, done); }) {}

PageCheck::~PageCheck() {
    is_over_ = true;
    thread_.join();
}

void PageCheck::run(const std::string& path, const std::function<void(const std::string& damage)>& done) const {
    std::string damage;
    try {
        Connection connection(path, Connection::Mode::read);
        connection.cut_when(is_over_);
        const std::string verdict = connection.text("PRAGMA quick_check(1)");
        if (verdict != "ok") damage = verdict;
    } catch (const SqlError& error) {
        if (!is_over_) damage = error.what();
    }
    done(is_over_ ? std::string() : damage);
}

}  // namespace storage
