#pragma once

#include <memory>

#include "gateway/app/config.h"
#include "gateway/site/retention.h"
#include "json/writer.h"

/// The retention of a gateway that serves: by the kernel's clock and the disk of the data directory. Io thread.
namespace gateway {

/// The day on which this program was built, at its begin: no clock is right that shows an earlier one.
UtcTime built_on();

bool kernel_says_clock_is_set();
/// Less than 200 MB or 5 % are left.
bool is_disk_short(const std::string& data_dir);
/// File descriptors that may be open at once.
std::size_t descriptors_needed(const Config& config);

std::unique_ptr<Retention> make_retention(Time& time, storage::Storage& storage, const Config& config,
                                          const std::map<std::string, std::string>& settings);
/// As members of the object that is open.
void write_members(json::Writer& out, const Retention& retention);

}  // namespace gateway
