#pragma once

namespace storage_test {

/// Called before each thing that this program does to a disk by way of SQLite or ours: write, flush, rename, remove.
void before_disk_step();

}  // namespace storage_test
