#pragma once

#include <cstddef>
#include <cstdint>

namespace storage {

/// At the end of a page.
constexpr std::size_t kSumBytes = 8;

/// The sum of a page of `size` bytes without those of the sum itself. What is changed within eight bytes of the page
/// always changes it; a page in another's place has another.
std::uint64_t page_sum(const unsigned char* page, std::size_t size, std::int64_t number);

std::uint64_t read_little_endian(const unsigned char* at);
void write_little_endian(unsigned char* at, std::uint64_t value);

}  // namespace storage
