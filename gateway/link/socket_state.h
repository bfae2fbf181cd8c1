#pragma once

#include <chrono>
#include <cstddef>

/// What the kernel is told, and tells, of a TCP socket, by its native handle. Io thread.
namespace gateway {

/// No delay, keep-alive, and an end of what the peer does not acknowledge. What cannot be set stays as it is.
void prepare_socket(int socket, std::chrono::milliseconds user_timeout);

/// Bytes that have arrived and were not read; 0 where that cannot be told.
std::size_t waiting_bytes(int socket);

/// When the kernel last got anything from the peer, whole frame or not; the beginning of time where that cannot be
/// told.
std::chrono::steady_clock::time_point last_data_at(int socket, std::chrono::steady_clock::time_point now);

}  // namespace gateway
