#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "canonical/action.h"
#include "canonical/desired.h"
#include "canonical/schedule.h"

/// Everything that survives a restart, as values. The io thread owns the live state; these are its durable copies.
namespace storage {

using canonical::UtcTime;

/// What a BootNotification is answered with (OCPP 1.6, 4.2).
enum class Registration { accepted, pending, rejected };
std::string_view to_text(Registration registration);
std::optional<Registration> registration_from(std::string_view text);

/// A charger the gateway knows. Column names follow the member names.
struct ChargePointRecord {
    std::string id;  ///< identity in its canonical spelling; unique ignoring ASCII case
    canonical::Environment environment = canonical::Environment::live;
    bool approved = false;       ///< false: discovered only, waits for the operator
    bool boot_accepted = false;  ///< a BootNotification was accepted once: reconnects need no new one (OCPP-J 5.4)
    std::string vendor, model, serial_number, firmware_version;
    std::string password_salt, password_hash;  ///< bytes; empty: security profile 0
    double nominal_voltage = 230;
    int max_phases = 3;
    double min_current = 6;
    std::optional<double> rated_kw;
    bool control = true;                                 ///< off: nothing is sent unasked
    Registration registration = Registration::accepted;  ///< the operator's word on its BootNotification
    bool strict = false;                                 ///< its messages are held to the letter (certification)
    int security_profile = 0;      ///< 0 to 3: what it must use at least; never goes down by itself (A05.FR.09)
    std::string certificate_name;  ///< in its client certificate; empty: its identity
    /// A new key on its way to the charger (A01): valid beside the present one until one of the two is used up.
    std::string next_password_salt, next_password_hash;
    std::string traits;  ///< the operator's word on how this charger behaves: a JSON object, or empty for none
    std::string remote_address;
    std::int64_t attempts = 0;  ///< of a discovered charger
    std::string owner;          ///< whom it belongs to: what the filter `userId` is compared with; empty: nobody's
    std::string timezone;       ///< IANA name; empty: the site's
    UtcTime first_seen{}, last_seen{};
};

/// One canonical device: a connector with what the owner wants of it.
struct ConnectorRecord {
    std::string device_id;  ///< "device_…", stable and opaque
    std::string charge_point_id;
    int connector_id = 0;
    canonical::Desired desired;
    std::optional<double> applied_kw{};  ///< the ceiling of the last setting.applied
    bool announced_connected = false;    ///< the last of device.connected and device.disconnected
};

struct TransactionRecord {
    std::int64_t transaction_id = 0;  ///< ours: positive, 31 bit, never repeats
    std::string charge_point_id;
    int connector_id = 0;
    std::string id_tag;
    std::int64_t meter_start_wh = 0;
    std::string timestamp;  ///< the charger's own text, bounded
    UtcTime received_at{};
    /// Empty or a text equal for repeats of one StartTransaction (quirk 49); unique per charge point.
    std::string repeat_key;
    bool started_by_us = false;
    std::string id_tag_status;  ///< AuthorizationStatus as it was answered
    std::string parent_id_tag;
    std::optional<std::int64_t> reservation_id;
    std::string flags;           ///< words separated by blanks: what was odd about the start
    std::string energy_state{};  ///< what its energy is summed up from, while it runs; the control's own text
};

struct TransactionEnd {
    std::string charge_point_id;
    std::int64_t transaction_id = 0;  ///< as the charger sent it; an unknown one is kept as an orphan
    std::int64_t meter_stop_wh = 0;
    std::string timestamp;
    std::string reason;
    std::string payload;  ///< the StopTransaction as received (JSON), with its transactionData
    UtcTime received_at{};
    std::string id_tag;
    std::string flags;                      ///< words separated by blanks: what was odd about the stop
    std::optional<std::int64_t> energy_wh;  ///< of the whole session, never negative
    std::string energy_source;              ///< what it was computed from; empty without energy
};

/// A transaction with all that became of it.
struct StoredTransaction {
    TransactionRecord start;
    std::optional<UtcTime> ended_at;    ///< empty: still open
    bool lost = false;                  ///< its end was concluded, no StopTransaction came
    std::optional<TransactionEnd> end;  ///< empty for an open and for a lost one
    std::optional<std::int64_t> energy_wh;
    std::string energy_source;
    std::string energy_flags{};  ///< words separated by blanks: what was odd about the readings
    std::int64_t start_repeats = 0;
    std::int64_t stop_repeats = 0;
};

struct MeterValuesRecord {
    std::string charge_point_id;
    int connector_id = 0;
    std::optional<std::int64_t> transaction_id;
    std::string payload;  ///< the message as received (JSON)
    UtcTime received_at{};
};

/// An idTag that the owner knows (OCPP 1.6, 4.1; compared ignoring ASCII case).
struct TagRecord {
    std::string id_tag;
    bool blocked = false;
    std::optional<UtcTime> expires_at;
    std::string parent_id_tag;  ///< its group; empty: none
    std::string note;
};

enum class ReservationState { open, used, cancelled, expired };
std::string_view to_text(ReservationState state);
std::optional<ReservationState> reservation_state_from(std::string_view text);

struct ReservationRecord {
    std::int64_t reservation_id = 0;  ///< of this charger's, and an ended one's may come again
    std::string charge_point_id;
    int connector_id = 0;
    std::string id_tag, parent_id_tag;
    UtcTime expires_at{}, created_at{};
    ReservationState state = ReservationState::open;
    std::int64_t sequence = 0;  ///< given by the database; only lists tell it
};

/// The local authorisation list as the charger accepted it last (OCPP 1.6, 5.15).
struct LocalListRecord {
    std::string charge_point_id;
    std::int64_t version = 0;
    std::string entries;  ///< JSON array of AuthorizationData
};

/// A SecurityEventNotification, or one that the gateway itself noticed.
struct SecurityEventRecord {
    std::int64_t sequence = 0;  ///< given by the database
    std::string charge_point_id;
    std::string type;
    std::string timestamp;  ///< the charger's own text, bounded
    std::string tech_info;
    UtcTime received_at{};
};

/// A certificate that our own authority signed for a charger (security white paper, A02).
struct IssuedCertificateRecord {
    std::string serial_number;  ///< hex; the key
    std::string charge_point_id;
    std::string chain;  ///< PEM, as it was sent
    UtcTime issued_at{}, expires_at{};
    std::optional<UtcTime> revoked_at;
};

struct ApiKeyRecord {
    std::string id;    ///< "key_…"
    std::string hash;  ///< lower-case hex of SHA-256 over the key: the key has 160 random bits of its own
    canonical::Environment environment = canonical::Environment::live;
    std::string role;  ///< "integrator" or "operator"
    std::string name;
    UtcTime created_at{};
    std::optional<UtcTime> revoked_at;
    std::string scopes{};  ///< words separated by blanks; empty: all of the role
    std::optional<UtcTime> expires_at{}, last_used_at{};
    std::string previous_hash{};  ///< of the secret before a rotation, good until `previous_until`
    std::optional<UtcTime> previous_until{};
};

/// One device's plan. The slots are JSON, as canonical::Schedule writes them.
struct ScheduleRecord {
    std::string id;  ///< "sched_…"
    std::string device_id;
    canonical::Environment environment = canonical::Environment::live;
    canonical::ScheduleState state = canonical::ScheduleState::pending;
    std::string timezone;
    std::string rule;  ///< empty: no recurrence
    std::string slots;
    UtcTime created_at{}, updated_at{};
    std::optional<UtcTime> next_fire_at;
    UtcTime handled_until{};  ///< slots due up to here have been dealt with
};

/// The answer that an Idempotency-Key stands for, given again to whoever repeats the request within a day.
struct AnswerRecord {
    std::string key_id;
    std::string path;
    std::string idempotency_key;
    std::string body_hash;  ///< of the request
    int status = 0;
    std::string body;
    UtcTime created_at{};
};

/// What was learnt about a vendor, model and firmware; the text is JSON of the control's own.
struct CapabilityRecord {
    std::string vendor, model, firmware_version;
    std::string learnt;
};

/// What was learnt about one charger while it was of that kind; the text is JSON of the control's own.
struct ChargerLessonsRecord {
    std::string charge_point_id;
    std::string vendor, model, firmware_version;
    std::string learnt;
};

}  // namespace storage
