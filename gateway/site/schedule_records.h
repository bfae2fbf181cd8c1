#pragma once

#include "canonical/schedule.h"
#include "storage/records.h"

namespace gateway {

storage::ScheduleRecord to_record(const canonical::Schedule& schedule);
/// Throws canonical::ApiError or json::ParseError where the record was never written by to_record.
canonical::Schedule from_record(const storage::ScheduleRecord& record);

}  // namespace gateway
