#include "storage/write_ahead_log.h"

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <sstream>

#include "storage/storage.h"

namespace storage {
namespace {

constexpr std::size_t kHeader = 32, kFrameHeader = 24;
constexpr std::uint32_t kMagic = 0x377f0682;  // the lowest bit tells the order of bytes in which the sums are made

std::uint32_t big_endian(const char* at) {
    std::uint32_t value = 0;
    for (int i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(at[i]);
    return value;
}

std::uint32_t little_endian(const char* at) {
    std::uint32_t value = 0;
    for (int i = 3; i >= 0; --i) value = value << 8 | static_cast<unsigned char>(at[i]);
    return value;
}

/// The running sum over 32-bit words that each frame carries.
struct Sum {
    bool is_big_endian = false;
    std::uint32_t first = 0, second = 0;

    void add(const char* bytes, std::size_t length) {
        const auto word = is_big_endian ? big_endian : little_endian;
        for (std::size_t at = 0; at + 8 <= length; at += 8) {
            first += word(bytes + at) + second;
            second += word(bytes + at + 4) + first;
        }
    }
    bool is(const char* at) const { return big_endian(at) == first && big_endian(at + 4) == second; }
};

std::string bytes_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file.is_open()) {
        if (errno == ENOENT) return {};
        throw StorageError("cannot read " + path + ": " + std::strerror(errno));
    }
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

}  // namespace

WriteAheadLog::WriteAheadLog(const std::string& database_path) { read(bytes_of(database_path + "-wal")); }

void WriteAheadLog::read(const std::string& bytes) {
    if (bytes.size() < kHeader || (big_endian(bytes.data()) & ~1u) != kMagic) return;
    const std::uint32_t told = big_endian(bytes.data() + 8);
    const std::size_t page = told == 1 ? 65536 : told, frame = kFrameHeader + page;
    Sum sum{(big_endian(bytes.data()) & 1u) != 0};
    sum.add(bytes.data(), 24);
    if (page < 512 || page > 65536 || !sum.is(bytes.data() + 24)) return;
    std::size_t whole = kHeader;
    for (std::size_t at = kHeader; at + frame <= bytes.size(); at += frame) {
        const char* const head = bytes.data() + at;
        if (std::memcmp(head + 8, bytes.data() + 16, 8) != 0) break;  // of an earlier round of the log
        sum.add(head, 8);
        sum.add(head + kFrameHeader, page);
        if (!sum.is(head + 16)) break;
        const bool ends_transaction = big_endian(head + 4) != 0;
        if (ends_transaction) whole = at + frame;
    }
    committed_ = bytes.substr(kHeader, whole - kHeader);
}

}  // namespace storage
