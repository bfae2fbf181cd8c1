#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "storage/sql.h"

namespace support {

/// Orders identities as the database does: ASCII case does not count.
struct IgnoringCase {
    bool operator()(const std::string& left, const std::string& right) const;
};

/// The rows of a database, table by table, for tests to look at. What a function gives stays valid until the same
/// function is called after the next write.
class StoredRows {
  public:
    /// `writes` counts the batches that became durable; rows are read again when it has moved.
    StoredRows(storage::Connection& connection, const std::size_t& writes) : connection_(connection), writes_(writes) {}

    const std::map<std::string, storage::ChargePointRecord, IgnoringCase>& charge_points();
    const std::map<std::string, storage::ConnectorRecord>& connectors();
    const std::vector<canonical::Action>& actions();  ///< in the order of their first write
    const std::map<std::int64_t, storage::StoredTransaction>& transactions();
    const std::vector<storage::TransactionEnd>& orphan_stops();
    const std::vector<storage::MeterValuesRecord>& meter_values();
    const std::vector<storage::MeterValuesRecord>& orphan_values();
    const std::vector<storage::CapabilityRecord>& capabilities();
    const std::map<std::string, storage::ChargerLessonsRecord, IgnoringCase>& charger_lessons();
    const std::map<std::string, storage::TagRecord, IgnoringCase>& tags();
    const std::vector<storage::ReservationRecord>& reservations();  ///< in the order of their first write
    const std::map<std::string, storage::LocalListRecord, IgnoringCase>& local_lists();
    const std::vector<storage::SecurityEventRecord>& security_events();  ///< oldest first
    const std::map<std::string, storage::ScheduleRecord>& schedules();
    const std::map<std::string, storage::WebhookEndpointRecord>& webhook_endpoints();
    const std::map<std::int64_t, storage::EventRecord>& events();  ///< by sequence
    /// By endpoint and sequence of the event.
    const std::map<std::pair<std::string, std::int64_t>, storage::DeliveryRecord>& deliveries();

  private:
    static constexpr auto kNever = static_cast<std::size_t>(-1);
    template <typename Rows>
    struct Kept {
        Rows rows;
        std::size_t writes = kNever;
    };
    template <typename Rows, typename Read>
    const Rows& kept(Kept<Rows>& rows, Read read);

    storage::Connection& connection_;
    const std::size_t& writes_;
    Kept<std::map<std::string, storage::ChargePointRecord, IgnoringCase>> charge_points_;
    Kept<std::map<std::string, storage::ConnectorRecord>> connectors_;
    Kept<std::vector<canonical::Action>> actions_;
    Kept<std::map<std::int64_t, storage::StoredTransaction>> transactions_;
    Kept<std::vector<storage::TransactionEnd>> orphan_stops_;
    Kept<std::vector<storage::MeterValuesRecord>> meter_values_, orphan_values_;
    Kept<std::vector<storage::CapabilityRecord>> capabilities_;
    Kept<std::map<std::string, storage::ChargerLessonsRecord, IgnoringCase>> charger_lessons_;
    Kept<std::map<std::string, storage::TagRecord, IgnoringCase>> tags_;
    Kept<std::vector<storage::ReservationRecord>> reservations_;
    Kept<std::map<std::string, storage::LocalListRecord, IgnoringCase>> local_lists_;
    Kept<std::vector<storage::SecurityEventRecord>> security_events_;
    Kept<std::map<std::string, storage::ScheduleRecord>> schedules_;
    Kept<std::map<std::string, storage::WebhookEndpointRecord>> webhook_endpoints_;
    Kept<std::map<std::int64_t, storage::EventRecord>> events_;
    Kept<std::map<std::pair<std::string, std::int64_t>, storage::DeliveryRecord>> deliveries_;
};

}  // namespace support
