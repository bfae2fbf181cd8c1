#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/charge_point/charge_point.h"
#include "gateway/reports/connector_report.h"
#include "json/writer.h"
#include "ocpp/quirks.h"
#include "storage/records.h"

namespace gateway {

/// All that is known of one charger, for the operator. Plain values, io thread.
struct ChargerReport {
    storage::ChargePointRecord record;
    std::string state;  ///< "online" or "offline"
    std::optional<UtcTime> state_since;
    std::string boot;    ///< "accepted", "awaited" or "never"
    std::string kind;    ///< the matching row of the charger kinds; empty: none
    std::string learnt;  ///< Capabilities as text (capability_text.h); empty: nothing
    LessonBook own_lessons, model_lessons{LessonBook::Scope::model};
    ocpp::QuirkCounters quirks;
    std::vector<std::string> findings;  ///< of the dialogue after boot, one line each
    std::vector<ConnectorReport> connectors;
};

/// Of a charger in a running gateway; refers to it.
ChargerReport report_of(ChargePoint& charge_point);
/// From what is stored.
ChargerReport report_of(const storage::ChargePointRecord& record, const storage::Snapshot& snapshot);

/// Those that are not zero, by name.
void write_quirks(json::Writer& out, const ocpp::QuirkCounters& quirks);

/// What `chargers show` prints: one JSON object, indented. Characters that would move the text on a terminal are
/// escaped. What was requested, acknowledged and observed is kept apart.
std::string charger_report(const ChargerReport& report, SteadyTime now);
/// The same in one line, for programs.
std::string charger_report_json(const ChargerReport& report, SteadyTime now);

}  // namespace gateway
