#include "storage/page_sum.h"

#include <endian.h>

#include <cstring>
#include <initializer_list>

namespace storage {

namespace {

constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15, kOtherOdd = 0xC2B2AE3D27D4EB4F;

std::uint64_t turned(std::uint64_t value, int by) { return value << by | value >> (64 - by); }

void mix(std::uint64_t& lane, std::uint64_t word) { lane = turned((lane ^ word) * kOdd, 29); }

}  // namespace

std::uint64_t read_little_endian(const unsigned char* at) {
    std::uint64_t value = 0;
    std::memcpy(&value, at, sizeof value);
    return le64toh(value);
}

void write_little_endian(unsigned char* at, std::uint64_t value) {
    value = htole64(value);
    std::memcpy(at, &value, sizeof value);
}

/// Four lanes side by side, as a processor can work them. Each step takes different words to different lanes, and
/// different lanes to different lanes, so nothing that was changed in one word gets lost.
std::uint64_t page_sum(const unsigned char* page, std::size_t size, std::int64_t number) {
    const std::uint64_t begin = static_cast<std::uint64_t>(number) * kOtherOdd;
    std::uint64_t one = begin + 1, two = begin + 2, three = begin + 3, four = begin + 4;
    const unsigned char* const end = page + size - kSumBytes;
    for (; page + 32 <= end; page += 32) {
        mix(one, read_little_endian(page));
        mix(two, read_little_endian(page + 8));
        mix(three, read_little_endian(page + 16));
        mix(four, read_little_endian(page + 24));
    }
    for (; page + 8 <= end; page += 8) mix(one, read_little_endian(page));
    std::uint64_t sum = size;
    for (const std::uint64_t lane : {one, two, three, four}) sum = turned((sum ^ lane) * kOtherOdd, 31);
    return sum ^ sum >> 32;
}

}  // namespace storage
