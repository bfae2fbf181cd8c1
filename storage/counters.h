#pragma once

#include <cstdint>

namespace storage {

/// What the storage did since the start. Values: the io thread sees a copy that came with the last answer.
struct Counters {
    std::int64_t commits = 0;             ///< groups that reached the disk
    std::int64_t failed_commits = 0;      ///< groups that did not
    std::int64_t batches = 0;             ///< batches that reached the disk
    std::int64_t refused_batches = 0;     ///< batches that the database refused or that fell with their group
    std::int64_t overflowed_batches = 0;  ///< batches refused because too much was waiting
    std::int64_t reopened = 0;            ///< connections replaced after an input/output error
    std::int64_t busy_reads = 0;          ///< reads refused because too many were waiting
    std::int64_t failed_reads = 0;        ///< reads that the database could not answer
    std::int64_t dropped_deliveries = 0;  ///< webhooks that were still to go when their events made room
    std::int64_t dropped_audit = 0;       ///< rows of who changed what that made room for newer ones
};

}  // namespace storage
