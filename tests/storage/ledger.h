#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>

/// The kill test's two sides: a child that writes and tells which writes were answered, and what its parent
/// heard.
namespace storage_test {

/// What a child acknowledged, over all its lives. A start, a reading and a stop carry the number of their
/// session.
struct Ledger {
    std::map<long, long> starts;  ///< session -> transaction id it was answered with
    std::set<long> readings, stops;

    /// Takes one line of the child: "start 5 1001", "reading 5", "stop 5".
    void hear(const std::string& line);
    /// The first session whose stop was not acknowledged: the charger would repeat from there.
    long first_unfinished() const;
};

/// Starts the writing child, listens to it for so long, kills it, and hears what is left in the pipe.
void run_and_kill(const std::string& data_dir, int live_ms, Ledger& ledger);

}  // namespace storage_test
