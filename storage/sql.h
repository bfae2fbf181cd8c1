#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/page_sums.h"
#include "storage/records.h"
#include "storage/sql_error.h"

namespace SQLite {
class Statement;
}

/// The one door to SQLite: a connection, and statements whose parameters and columns are taken in order. A
/// connection and its queries belong to one thread at a time.
namespace storage {

/// An open database file. Every member throws SqlError.
class Connection {
  public:
    enum class Mode {
        write,          ///< the one connection that writes and checkpoints; creates nothing, the file must exist
        read,           ///< never writes, never checkpoints, neither while open nor at its end (FL-041)
        file_alone,     ///< reads the file as it is without its log, and touches neither
        file_whatever,  ///< as `file_alone`, pages with a wrong sum, too
        write_whatever  ///< as `write`, the same
    };
    /// Pages with a wrong sum are refused, and noted there.
    Connection(const std::string& path, Mode mode, WrongSums* noted_in = nullptr);
    ~Connection();
    Connection(Connection&&) noexcept;

    /// Runs statements that take no parameters and give no rows.
    void execute(const char* statements);
    /// First column of the first row of a statement.
    std::int64_t number(const char* statement);
    std::string text(const char* statement);
    /// From now on, what runs longer than this in all is cut with an error ("the query took too long").
    void limit_time(std::chrono::milliseconds limit);
    /// Whole transactions that the log holds now, in pages; 0: it was emptied.
    std::int64_t log_pages() const;
    /// Writes the log into the file and empties it, if no reader is in the way; it does not wait for one.
    bool empty_log();
    /// What runs from now on is cut with an error once that is true. It must outlive the connection.
    void cut_when(const std::atomic<bool>& is_over);
    /// A database without any table: each of its pages gets a sum.
    void begin_with_sums();
    bool has_sums() const;
    /// Of the whole file; at most so many.
    std::vector<std::int64_t> pages_with_wrong_sum(std::size_t most, const std::function<bool()>& goes_on);
    /// Bytes of the file, asked for as SQLite asks; empty: they cannot be read, or a sum of theirs is wrong.
    std::optional<std::string> bytes_of_file(std::int64_t offset, std::size_t amount);
    /// Becomes a copy of the whole database of `other`.
    void copy_from(Connection& other);
    /// How much work its statements were so far, in steps of SQLite's machine, a few for each row that was visited.
    std::int64_t steps() const;
    /// False after SQLite has rolled a transaction back on its own.
    bool in_transaction() const;

  private:
    friend class Query;
    SQLite::Statement& prepared(const char* statement);

    struct Parts;
    std::unique_ptr<Parts> parts_;
};

/// One run of a statement. The prepared form is kept by the connection under the address of `statement`,
/// which must therefore live as long as the program. Only one Query of a statement at a time.
class Query {
  public:
    Query(Connection& connection, const char* statement);
    ~Query();
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;

    /// Binds the next parameter. Texts may hold any byte, NUL included; they must outlive the query's steps.
    Query& put(const std::string& value);
    Query& put(std::string&& value) = delete;
    Query& put(const char* value) = delete;
    Query& put(std::int64_t value);
    Query& put(int value) { return put(static_cast<std::int64_t>(value)); }
    Query& put(bool value) { return put(static_cast<std::int64_t>(value)); }
    Query& put(double value);
    Query& put(UtcTime value) { return put(static_cast<std::int64_t>(value.time_since_epoch().count())); }
    Query& put(canonical::Environment value);
    Query& put(canonical::Command value);
    Query& put(canonical::ActionState value);
    Query& put(canonical::Evidence value);
    Query& put(canonical::Intent value);
    Query& put(Registration value);
    Query& put(ReservationState value);
    Query& put(canonical::ScheduleState value);
    Query& put(DeliveryState value);
    template <typename Value>
    Query& put(const std::optional<Value>& value) {
        return value ? put(*value) : put_null();
    }
    Query& put_null();

    /// True when there is a row to take columns from.
    bool step();
    /// Runs a statement that gives no rows; returns how many rows it changed.
    int run();

    /// Takes the next column of the row. Throws StorageError when it holds a word that this program does not
    /// know.
    void take(std::string& value);
    void take(std::int64_t& value);
    void take(int& value);
    void take(bool& value);
    void take(double& value);
    void take(UtcTime& value);
    void take(canonical::Environment& value);
    void take(canonical::Command& value);
    void take(canonical::ActionState& value);
    void take(canonical::Evidence& value);
    void take(canonical::Intent& value);
    void take(Registration& value);
    void take(ReservationState& value);
    void take(canonical::ScheduleState& value);
    void take(DeliveryState& value);
    template <typename Value>
    void take(std::optional<Value>& value) {
        if (next_is_null()) {
            value.reset();
            ++next_column_;
        } else {
            take(value.emplace());
        }
    }
    template <typename Value>
    Value taken() {
        Value value{};
        take(value);
        return value;
    }

  private:
    Query& put_word(std::string_view word);
    bool next_is_null() const;

    SQLite::Statement& statement_;
    int next_parameter_ = 1;
    int next_column_ = 0;
};

}  // namespace storage
