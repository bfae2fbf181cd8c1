#include "gateway/backup/tar.h"

#include <fcntl.h>

#include <algorithm>
#include <cstdio>

namespace gateway {

namespace {

constexpr std::size_t kBlock = 512, kPiece = 1 << 16;
constexpr std::size_t kLongestName = 100;
constexpr std::int64_t kLargestOctal = 077777777777;  // 8 GB; beyond it sizes are binary, as GNU tar writes them

struct Field {
    std::size_t at, length;
};
constexpr Field kName{0, 100}, kMode{100, 8}, kOwner{108, 8}, kGroup{116, 8}, kSize{124, 12}, kTime{136, 12},
    kSum{148, 8}, kType{156, 1}, kMagic{257, 8};

void put(std::string& block, Field field, std::string_view text) { block.replace(field.at, text.size(), text); }

void put_number(std::string& block, Field field, std::int64_t number) {
    if (number > kLargestOctal) {
        for (std::size_t i = 0; i < field.length; ++i) {
            const auto byte = i < 8 ? number >> (8 * i) & 0xff : 0;
            block[field.at + field.length - 1 - i] = static_cast<char>(byte);
        }
        block[field.at] = static_cast<char>(0x80);
        return;
    }
    char digits[24];
    std::snprintf(digits, sizeof digits, "%0*llo", static_cast<int>(field.length - 1),
                  static_cast<unsigned long long>(number));
    put(block, field, digits);
}

std::int64_t number_in(const std::string& block, Field field) {
    std::int64_t number = 0;
    const bool is_binary = static_cast<unsigned char>(block[field.at]) == 0x80;
    for (std::size_t i = is_binary ? field.length - 7 : 0; i < field.length - (is_binary ? 0 : 1); ++i) {
        const auto byte = static_cast<unsigned char>(block[field.at + i]);
        number = is_binary ? number << 8 | byte : number * 8 + (byte - '0');
    }
    return number;
}

std::string header_of(const std::string& name, std::int64_t size, std::int64_t seconds) {
    std::string block(kBlock, '\0');
    put(block, kName, name);
    put_number(block, kMode, 0600);
    put_number(block, kOwner, 0);
    put_number(block, kGroup, 0);
    put_number(block, kSize, size);
    put_number(block, kTime, seconds);
    put(block, kSum, "        ");
    put(block, kType, "0");
    put(block, kMagic, std::string_view("ustar\00000", 8));
    std::int64_t sum = 0;
    for (const char c : block) sum += static_cast<unsigned char>(c);
    char digits[16];
    std::snprintf(digits, sizeof digits, "%06llo", static_cast<unsigned long long>(sum));
    put(block, kSum, std::string(digits) + '\0' + ' ');
    return block;
}

std::size_t padding_after(std::int64_t size) { return (kBlock - static_cast<std::size_t>(size) % kBlock) % kBlock; }

bool is_all_zero(const std::string& bytes) { return bytes.find_first_not_of('\0') == std::string::npos; }

}  // namespace

TarWriter::TarWriter(const std::string& path, std::int64_t seconds_since_1970)
    : file_(path, O_WRONLY | O_CREAT | O_EXCL), seconds_(seconds_since_1970) {}

void TarWriter::add(const std::string& name, std::int64_t size, const std::function<void(const Take&)>& write) {
    if (name.empty() || name.size() >= kLongestName)
        throw ArchiveError("a name of " + std::to_string(name.size()) + " bytes does not fit into the archive");
    file_.write(header_of(name, size, seconds_));
    std::int64_t written = 0;
    write([&](std::string_view bytes) {
        file_.write(bytes);
        written += static_cast<std::int64_t>(bytes.size());
    });
    if (written != size) throw ArchiveError(name + " changed while it was read");
    file_.write(std::string(padding_after(size), '\0'));
}

void TarWriter::add(const std::string& name, std::string_view text) {
    add(name, static_cast<std::int64_t>(text.size()), [text](const Take& take) { take(text); });
}

void TarWriter::finish() {
    file_.write(std::string(2 * kBlock, '\0'));
    file_.flush();
}

TarReader::TarReader(const std::string& path) : file_(path, O_RDONLY) {}

std::string TarReader::block(const char* of_what) {
    auto bytes = file_.read(kBlock);
    if (bytes.size() < kBlock) throw ArchiveError(std::string("it ends in the middle of ") + of_what);
    return bytes;
}

std::optional<TarReader::Entry> TarReader::next() {
    const auto header = block("a header");
    if (is_all_zero(header)) {
        expect_end();
        return std::nullopt;
    }
    const auto name = header.substr(0, kName.length);
    const Entry entry{name.substr(0, name.find('\0')), number_in(header, kSize)};
    // Whatever is odd in it, down to a bit that means nothing: we did not write it.
    if (entry.size < 0 || entry.name.empty() || entry.name.size() >= kLongestName ||
        header != header_of(entry.name, entry.size, number_in(header, kTime)))
        throw ArchiveError("a header is damaged");
    return entry;
}

void TarReader::read(const Entry& entry, const std::function<void(std::string_view)>& take) {
    for (auto left = entry.size; left > 0;) {
        const auto bytes = file_.read(static_cast<std::size_t>(std::min<std::int64_t>(left, kPiece)));
        if (bytes.empty()) throw ArchiveError("it ends in the middle of " + entry.name);
        left -= static_cast<std::int64_t>(bytes.size());
        take(bytes);
    }
    const auto padding = padding_after(entry.size);
    if (file_.read(padding) != std::string(padding, '\0'))
        throw ArchiveError("what follows " + entry.name + " is damaged");
}

void TarReader::expect_end() {
    if (!is_all_zero(block("the end")) || !file_.read(1).empty()) throw ArchiveError("its end is damaged");
}

}  // namespace gateway
