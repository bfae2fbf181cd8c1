#pragma once

#include <memory>

#include "gateway/app/config.h"
#include "gateway/site/retention.h"
#include "json/writer.h"

/// The retention of a gateway that serves: by the kernel's clock and the disk of the data directory. Io thread.
namespace gateway {

/// The day on which this program was built, at its begin: no clock is right that shows an earlier one.
UtcTime built_on();

std::unique_ptr<Retention> make_retention(Time& time, storage::Storage& storage, const Config& config,
                                          const std::map<std::string, std::string>& settings);
/// As members of the object that is open.
void write_members(json::Writer& out, const Retention& retention);

}  // namespace gateway
