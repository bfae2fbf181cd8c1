#include "storage/summed_file.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "storage/page_sum.h"

namespace storage {
namespace {

constexpr std::size_t kLeastPageBytes = 512, kMostPageBytes = 65536;
constexpr std::size_t kPageSizeAt = 16, kReservedAt = 20, kHeaderSeen = 24;  // file format of SQLite, 1.3
constexpr char kDatabaseMagic[] = "SQLite format 3";

std::atomic<std::int64_t> wrong_sums{0};
thread_local std::int64_t wrong_page = 0;

void put_sum(unsigned char* page, std::size_t size, std::int64_t number) {
    write_little_endian(page + size - kSumBytes, page_sum(page, size, number));
}

bool has_right_sum(const unsigned char* page, std::size_t size, std::int64_t number) {
    return read_little_endian(page + size - kSumBytes) == page_sum(page, size, number);
}

bool is_page_size(std::size_t size) {
    return size >= kLeastPageBytes && size <= kMostPageBytes && (size & (size - 1)) == 0;
}

bool is_read(int code) { return code == SQLITE_OK || code == SQLITE_IOERR_SHORT_READ; }

}  // namespace

/// By what the file says of itself, whoever has written it.
void SummedFile::learn(const unsigned char* header) {
    if (std::memcmp(header, kDatabaseMagic, sizeof kDatabaseMagic) != 0) return;
    const std::size_t told = std::size_t{header[kPageSizeAt]} << 8 | header[kPageSizeAt + 1];
    const std::size_t size = told == 1 ? kMostPageBytes : told;
    page_size_ = is_page_size(size) ? size : 0;
    has_sums_ = header[kReservedAt] == kSumBytes;
}

bool SummedFile::is_whole_page(std::size_t amount, std::int64_t offset) const {
    return is_page_size(amount) && (page_size_ == 0 || amount == page_size_) &&
           offset % static_cast<std::int64_t>(amount) == 0;
}

/// Of pages of which the sum is known; the header is read before anybody knows how large they are.
bool SummedFile::is_part(std::size_t amount, std::int64_t offset) const {
    const bool can_be_judged = has_sums_ || offset < static_cast<std::int64_t>(page_size_);
    return page_size_ != 0 && can_be_judged && !is_whole_page(amount, offset);
}

bool SummedFile::is_right(const unsigned char* bytes, std::size_t amount, std::int64_t offset) {
    const std::int64_t number = offset / static_cast<std::int64_t>(amount) + 1;
    if (has_sums_) return has_right_sum(bytes, amount, number);
    if (offset != 0) return true;
    // A file that says it has no sums, by a byte that was changed.
    page_.assign(bytes, bytes + amount);
    page_[kReservedAt] = kSumBytes;
    return !has_right_sum(page_.data(), amount, number);
}

int SummedFile::read_and_judge(unsigned char* bytes, std::size_t amount, std::int64_t offset) {
    const int code = real_->pMethods->xRead(real_, bytes, static_cast<int>(amount), offset);
    if (!is_read(code)) return code;
    const bool is_past_end =
        code != SQLITE_OK && std::all_of(bytes, bytes + amount, [](auto byte) { return byte == 0; });
    if (is_past_end) return code;
    if (offset == 0 && amount >= kHeaderSeen) learn(bytes);
    if (sums_ == Sums::not_looked_at || !is_whole_page(amount, offset) || is_right(bytes, amount, offset)) return code;
    return SQLITE_IOERR_DATA;
}

int SummedFile::read_noting(unsigned char* bytes, std::size_t amount, std::int64_t offset) {
    const int code = read_and_judge(bytes, amount, offset);
    if (code == SQLITE_IOERR_DATA) note_wrong(offset, amount);
    return code;
}

/// SQLite reads chains of long rows past what it keeps of the file, without the bytes at a page's end.
int SummedFile::read_part(unsigned char* bytes, std::size_t amount, std::int64_t offset) {
    int worst = SQLITE_OK;
    while (amount > 0) {
        const std::size_t size = page_size_;
        const std::size_t begin = static_cast<std::size_t>(offset) % size, count = std::min(amount, size - begin);
        whole_.resize(size);
        const int code = read_noting(whole_.data(), size, offset - static_cast<std::int64_t>(begin));
        if (!is_read(code)) return code;
        if (code != SQLITE_OK) worst = code;
        std::copy_n(whole_.data() + begin, count, bytes);
        bytes += count;
        offset += static_cast<std::int64_t>(count);
        amount -= count;
    }
    return worst;
}

int SummedFile::read(unsigned char* bytes, std::size_t amount, std::int64_t offset) {
    if (sums_ != Sums::not_looked_at && is_part(amount, offset)) return read_part(bytes, amount, offset);
    return read_noting(bytes, amount, offset);
}

bool SummedFile::is_sound(std::int64_t offset) {
    whole_.resize(page_size_);
    return is_read(read_and_judge(whole_.data(), whole_.size(), offset));
}

void SummedFile::note_wrong(std::int64_t offset, std::size_t page_size) const {
    wrong_page = offset / static_cast<std::int64_t>(page_size) + 1;
    ++wrong_sums;
    if (noted_in != nullptr) noted_in->note(wrong_page);
}

int SummedFile::write_page(std::int64_t offset, std::size_t size) {
    put_sum(page_.data(), size, offset / static_cast<std::int64_t>(size) + 1);
    return real_->pMethods->xWrite(real_, page_.data(), static_cast<int>(size), offset);
}

int SummedFile::write(const unsigned char* bytes, std::size_t amount, std::int64_t offset) {
    if (offset == 0 && amount >= kHeaderSeen) learn(bytes);
    if (!has_sums_) return real_->pMethods->xWrite(real_, bytes, static_cast<int>(amount), offset);
    if (!is_whole_page(amount, offset)) return SQLITE_IOERR_WRITE;  // SQLite writes whole pages only
    const int filled = fill(offset, amount);
    if (filled != SQLITE_OK) return filled;
    page_.assign(bytes, bytes + amount);
    return write_page(offset, amount);
}

int SummedFile::truncate(std::int64_t size) {
    if (has_sums_ && page_size_ != 0) {
        const int filled = fill(size, page_size_);
        if (filled != SQLITE_OK) return filled;
    }
    return real_->pMethods->xTruncate(real_, size);
}

/// Pages that SQLite leaves out at the end, as it may with those that are free, would be zeros without a sum. They are
/// on the disk before what comes behind them: after a power cut they would be zeros again.
int SummedFile::fill(std::int64_t until, std::size_t page_size) {
    sqlite3_int64 size = 0;
    int code = real_->pMethods->xFileSize(real_, &size);
    const auto step = static_cast<std::int64_t>(page_size);
    const std::int64_t begin = size / step * step;
    if (code != SQLITE_OK || begin >= until) return code;
    for (std::int64_t at = begin; at < until && code == SQLITE_OK; at += step) {
        page_.assign(page_size, 0);
        code = write_page(at, page_size);
    }
    return code == SQLITE_OK ? real_->pMethods->xSync(real_, SQLITE_SYNC_NORMAL) : code;
}

std::string take_wrong_sum() {
    const std::int64_t page = std::exchange(wrong_page, 0);
    if (page == 0) return {};
    return "page " + std::to_string(page) +
           " of the database has a wrong sum: the disk has damaged it, or another program has written it; "
           "`ocpp-gateway doctor "
           "--deep` tells what to do";
}

std::int64_t wrong_sums_met() { return wrong_sums; }

}  // namespace storage
