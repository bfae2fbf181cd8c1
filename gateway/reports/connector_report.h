#pragma once

#include <optional>
#include <string>

#include "gateway/decision/connector_view.h"
#include "json/writer.h"
#include "storage/records.h"

namespace gateway {

struct ConnectorReport {
    storage::ConnectorRecord record;
    const ConnectorView* view = nullptr;  ///< null while no gateway runs
};

/// One connector of `chargers show`: what was requested, acknowledged and observed. Io thread.
void write_connector(json::Writer& out, const ConnectorReport& connector, SteadyTime now);

/// Rounded to hundredths, or null.
void write_number(json::Writer& out, const char* name, const std::optional<double>& value);

}  // namespace gateway
