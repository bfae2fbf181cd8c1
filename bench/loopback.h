#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Sockets on 127.0.0.1, what the kernel says of a process, and figures over many measurements.
namespace bench {

using Clock = std::chrono::steady_clock;

/// A connected socket. Throws std::runtime_error.
int connect_to_loopback(std::uint16_t port);
/// Waits where the peer does not read. Throws std::runtime_error.
void send_all(int descriptor, std::string_view bytes);
/// As many descriptors as the hard limit allows.
void raise_descriptor_limit();

/// A server process, by its id. 0: nothing is known of it, and all is 0.
class ServerProcess {
  public:
    explicit ServerProcess(int id) : id_(id) {}
    /// User and system time since its start (utime + stime), in microseconds.
    double cpu_us() const;
    /// Resident memory in kB.
    double resident_kb() const;

  private:
    int id_;
};

/// The value below which that part of them lies; 0 of none.
double percentile(std::vector<double> values, double part);
/// One line of the result: name, tab, value.
void print(const std::string& name, double value);
/// Seconds since the epoch with milliseconds, as OCPP writes it.
std::string utc_now();

}  // namespace bench
