#pragma once

#include <stdexcept>
#include <string>

/// How a failure of the database looks to the rest of the storage.
namespace storage {

/// What SQLite said, sorted by what follows from it.
struct SqlError : std::runtime_error {
    enum class Kind {
        refused,  ///< a constraint or a limit: this statement is wrong, the connection is fine
        full,     ///< no space on the disk
        locked,   ///< another process held the database longer than busy_timeout
        broken    ///< input/output error or damage: the connection must not be used any further
    };
    SqlError(Kind kind_of, const std::string& text) : std::runtime_error(text), kind(kind_of) {}
    Kind kind;
};

/// Called inside a catch: throws the library's exception on as a SqlError, any other as it is.
[[noreturn]] void rethrow_translated();

/// Runs something of the library so that nothing but SqlError leaves it.
template <typename Action>
auto translated(Action action) -> decltype(action()) {
    try {
        return action();
    } catch (...) {
        rethrow_translated();
    }
}

}  // namespace storage
