#pragma once

#include <functional>

/// A process that is killed right before one of its writes to the disk. The database calls these by their names.
namespace storage_test {

/// Runs `work` in a child of its own, which dies before its write (or deletion of a file) of that number, from 1 on; 0:
/// it is left alone, and has to end well. Returns how many there were.
int writes_until_killed(int at_write, const std::function<void()>& work);

}  // namespace storage_test
