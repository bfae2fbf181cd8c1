#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "storage/records.h"

namespace storage {

/// Orders identities as the database does: ASCII case does not count.
struct IgnoringCase {
    bool operator()(const std::string& left, const std::string& right) const;
};

/// Pending or active: a device has one of them at most.
bool is_in_force(const ScheduleRecord& schedule);

/// Of answers in the order of their storing: drops the oldest beyond the limits.
void keep_newest_answers(std::vector<AnswerRecord>& answers, const std::string& key_id, std::int64_t most_of_key, std::int64_t most);

/// The rows of the in-memory storage, with the rules of the database. One value: a batch works on a copy,
/// which is kept only if every change succeeded. Any thread, one at a time.
class MemoryState {
  public:
    /// Throws StorageError where the database would refuse the change.
    void apply(const Change& change, Written& written);
    Snapshot snapshot() const;
    /// Its charge point bears that owner's label.
    bool belongs_to(const std::string& device_id, const std::string& owner) const;

    std::map<std::string, ChargePointRecord, IgnoringCase> charge_points;
    std::map<std::string, ConnectorRecord> connectors;
    std::vector<canonical::Action> actions;  ///< in the order of their first write
    std::map<std::int64_t, StoredTransaction> transactions;
    std::vector<TransactionEnd> orphan_stops;
    std::map<std::string, ApiKeyRecord> api_keys;
    std::vector<CapabilityRecord> capabilities;
    std::map<std::string, ChargerLessonsRecord, IgnoringCase> charger_lessons;
    std::map<std::string, std::string> settings;
    std::map<std::string, TagRecord, IgnoringCase> tags;
    std::map<std::int64_t, ReservationRecord> reservations;
    std::map<std::string, LocalListRecord, IgnoringCase> local_lists;
    std::vector<SecurityEventRecord> security_events;  ///< oldest first
    std::map<std::string, IssuedCertificateRecord> issued_certificates;
    std::map<std::string, ScheduleRecord> schedules;
    std::map<std::string, WebhookEndpointRecord> webhook_endpoints;
    std::vector<AnswerRecord> answers;
    std::int64_t last_transaction_id = 0;

    /// The transaction of that number if it belongs to that charger, else null.
    StoredTransaction* transaction_of(const std::string& charge_point_id, std::int64_t transaction_id);

  private:
    void put(const PutChargePoint& change);
    void put(const PutConnector& change);
    void put(const PutAction& change);
    void put(const PutApiKey& change);
    void put(const PutCapabilities& change);
    void put(const PutChargerLessons& change);
    void put(const PutTag& change);
    void put(const PutReservation& change) { reservations[change.record.reservation_id] = change.record; }
    void put(const PutLocalList& change) { local_lists[change.record.charge_point_id] = change.record; }
    void put(const PutIssuedCertificate& change) { issued_certificates[change.record.serial_number] = change.record; }
    void put(const PutSchedule& change);
    void put(const PutWebhookEndpoint& change) { webhook_endpoints[change.record.id] = change.record; }
    void put(const PutWebhookHealth& change);
    void put(const PutAnswer& change);
    void append(const SecurityEventRecord& record);
    void set_energy(const SetEnergy& change);
    void remove(const RemoveTag& change) { tags.erase(change.id_tag); }
    void remove(const RemoveChargePoint& change);
    void remove_device(const std::string& device_id, UtcTime at);
    void remove(const RemoveWebhookEndpoint& change) { webhook_endpoints.erase(change.id); }
    void remove(const RemoveCapabilities& change);
    void remove(const RemoveChargerLessons& change) { charger_lessons.erase(change.charge_point_id); }
    OpenedTransaction open(const TransactionRecord& record);
    void close(const TransactionEnd& end);
    void keep_orphan(const TransactionEnd& end);
    void abandon(const AbandonTransaction& change);
    std::vector<std::int64_t> ended_of(const std::string& charge_point_id) const;
    void add_actions(Snapshot& snapshot) const;
};

}  // namespace storage
