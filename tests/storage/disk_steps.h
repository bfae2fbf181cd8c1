#pragma once

#include <functional>

/// A process that is killed right before one of the things that it does to a disk, by way of SQLite or ours: write,
/// flush, rename, remove. The database calls these by their names.
namespace storage_test {

/// Runs `work` in a child of its own, which dies before its step of that number, from 1 on; 0: it is left alone, and
/// has to end well. Returns how many there were.
int steps_until_killed(int at_step, const std::function<void()>& work);

/// For the flushes, of which other tests want something, too.
void before_disk_step();

}  // namespace storage_test
