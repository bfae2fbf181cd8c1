#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

/// Every limit of the storage, with its reason. The counters that belong to them are in `Counters`
/// (storage/counters.h).
namespace storage {

/// OCPP carries transaction ids as 32-bit integers, and chargers mistrust those below 1.
constexpr std::int64_t kLargestTransactionId = 2147483647;
/// The clock lifts ids no higher than this (seconds since 2020 until 2054); what is above is only counted up.
constexpr std::int64_t kLargestIdByClock = kLargestTransactionId / 2;
/// Where fewer ids than these are left, a clock from the future has used them up: the next is counted from those below.
constexpr std::int64_t kIdsLeftAtLeast = 1 << 20;

/// Ended transactions remembered per charger: late MeterValues must not revive them.
constexpr std::size_t kEndedIdsKept = 16;

/// A page of a list never holds more rows than this, whatever the query asks for.
constexpr int kLargestPage = 1000;

/// Up to so many rows of an owner a page of them is found by sorting their entries of the index, in milliseconds; more
/// of them are soon met in the order of time.
constexpr int kOwnedRowsSorted = 20000;

/// Rows of values that are given with one transaction: a day at one a minute is 1,440.
constexpr int kLargestValuesList = 10000;
/// And this much of them, whatever each brings.
constexpr std::size_t kLargestValuesBytes = 8u << 20;

/// Security events kept; the oldest make room (a charger must not fill the disk with them).
constexpr std::int64_t kSecurityEventsKept = 10000;

/// Events kept of each environment for webhooks and for catching up; the oldest make room, with what was still to be
/// delivered of them (`dropped_deliveries`). The sandbox pushes nothing out that is live.
constexpr std::int64_t kEventsKept = 100000;
/// There may be this many more: counting them is for now and then.
constexpr std::int64_t kRowsBetweenPrunings = 256;
constexpr std::chrono::hours kEventsKeptFor{7 * 24};

/// Rows that one step of pruning looks at or drops: no commit waits long for it.
constexpr int kRowsPerPruning = 500;

/// So much of the file stays free: the rows of the next days take it again, and moving pages wears out memory cards.
constexpr int kPagesForEachFreeOne = 16;

/// How long an Idempotency-Key stands for its answer.
constexpr std::chrono::hours kAnswersKeptFor{24};
/// And of these the newest, of one key and of all: fifty requests a second would else be four million rows.
constexpr std::int64_t kAnswersKeptOfKey = 20000;
constexpr std::int64_t kAnswersKept = 100000;

/// How long it is on record who changed what: a year and its audit.
constexpr std::chrono::hours kAuditKeptFor{400 * 24};
/// And of these the newest, of one author and of all (some hundred MB), so that a script that changes something each
/// second fills no disk and pushes out what others did last of all. The others are counted in `dropped_audit`.
constexpr std::int64_t kAuditKeptOfAuthor = 300000;
constexpr std::int64_t kAuditKept = 1000000;
/// Of a state that is longer only the length goes on record; traits and learnt lessons are well below.
constexpr std::size_t kLongestAuditedState = 16u << 10;

/// Batches in one commit: bounds what one failed commit can take down and how long the first one waits.
constexpr std::size_t kBatchesPerCommit = 512;

/// Above either of these the caller pauses reading from chargers; a slow disk then slows the chargers, not
/// the memory.
constexpr std::size_t kSoftWaitingBatches = 2048;
constexpr std::size_t kSoftWaitingBytes = 16u << 20;
/// Above either of these a batch is refused without being kept: the pause was not heeded.
constexpr std::size_t kHardWaitingBatches = 4 * kSoftWaitingBatches;
constexpr std::size_t kHardWaitingBytes = 4 * kSoftWaitingBytes;

/// Reads that may wait for the reading thread. Looking up one action is cheap and has no way to say "busy",
/// so it has more room.
constexpr std::size_t kWaitingLists = 64;
constexpr std::size_t kWaitingLookUps = 1024;

/// Look-ups that go before a list that waits; then it has its turn.
constexpr int kLookUpsBeforeList = 32;

/// A read that takes longer is cut: it would keep the log of the database from being emptied (FL-040).
constexpr std::chrono::milliseconds kReadTimeLimit{5000};

/// How long a connection waits for a lock that another process holds, such as a backup tool (FL-033).
constexpr std::chrono::milliseconds kBusyTimeout{5000};

/// From so many pages on the log is written into the file and emptied.
constexpr std::int64_t kLogPagesBeforeEmptied = 1000;
/// And tried again after so many more, where a reader was in the way.
constexpr std::int64_t kLogPagesBetweenTries = 100;
/// Batches of a group that failed are tried one by one until so many in a row have failed, too.
constexpr int kFailuresBeforeRestIsGivenUp = 3;

/// The log of the database is cut back to this size after a checkpoint (FL-040).
constexpr std::int64_t kLogKeptBytes = 64 << 20;

/// How soon files are missed that somebody takes away under the running gateway.
constexpr std::chrono::seconds kFilesLookedAtEvery{2};

/// Up to this size every page is checked at start, about half a second; those of a larger file while it is in use.
constexpr std::int64_t kCheckedWholeUpToBytes = 64 << 20;

/// Up to this size a database of before there were sums is written anew at a start, with them: seconds, on a card a
/// minute.
constexpr std::int64_t kSumsAddedAtStartUpToBytes = std::int64_t{1} << 30;
/// Pages with a wrong sum that are named; a disk that fails may have thousands.
constexpr std::size_t kWrongPagesNamed = 20;

/// Pages of one step of a copy of the database: a MB, after which it is asked whether to go on.
constexpr int kCopyStepPages = 256;
/// Free space that is left beside a copy of the database, so that the gateway can go on.
constexpr std::int64_t kRoomBesideCopyBytes = 16 << 20;

/// What the action says whose charge point was removed while it was open.
constexpr const char* kRemovedMessage = "The charge point was removed.";

}  // namespace storage
