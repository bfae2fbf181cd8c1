#pragma once

#include "gateway/site/site.h"
#include "json/writer.h"

/// What the operator's REST surface shows of chargers. Io thread; writes JSON, secrets masked.
namespace gateway {

/// One element of GET /operator/charge-points.
void write_charge_point_row(json::Writer& out, ChargePoint& charge_point, SteadyTime now);
/// The same for one that is only discovered.
void write_discovered_row(json::Writer& out, const storage::ChargePointRecord& record);
/// GET /operator/charge-points/{id}.
void write_charge_point(json::Writer& out, ChargePoint& charge_point, const Site& site, SteadyTime now);
void write_reservation(json::Writer& out, const storage::ReservationRecord& reservation);
/// A page: the last `most` frames `before` that number, oldest first.
void write_frames(json::Writer& out, const FrameLog& log, std::optional<std::int64_t> before, std::size_t most);
/// What was odd in messages, by REST's names.
void write_quirk_counts(json::Writer& out, const ocpp::QuirkCounters& counts);

}  // namespace gateway
