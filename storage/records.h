#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "canonical/action.h"
#include "canonical/desired.h"

/// Everything that survives a restart, as values. The io thread owns the live state; these are its durable copies.
namespace storage {

using canonical::UtcTime;

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
    bool control = true;  ///< off: nothing is sent unasked
    std::string traits;   ///< the operator's word on how this charger behaves: a JSON object, or empty for none
    std::string remote_address;
    std::int64_t attempts = 0;  ///< of a discovered charger
    UtcTime first_seen{}, last_seen{};
};

/// One canonical device: a connector with what the owner wants of it (decisions, O-15).
struct ConnectorRecord {
    std::string device_id;  ///< "device_…", stable and opaque
    std::string charge_point_id;
    int connector_id = 0;
    canonical::Desired desired;
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
};

struct TransactionEnd {
    std::string charge_point_id;
    std::int64_t transaction_id = 0;  ///< as the charger sent it; an unknown one is kept as an orphan
    std::int64_t meter_stop_wh = 0;
    std::string timestamp;
    std::string reason;
    std::string payload;  ///< the StopTransaction as received (JSON), with its transactionData
    UtcTime received_at{};
};

struct MeterValuesRecord {
    std::string charge_point_id;
    int connector_id = 0;
    std::optional<std::int64_t> transaction_id;
    std::string payload;  ///< the message as received (JSON)
    UtcTime received_at{};
};

struct ApiKeyRecord {
    std::string id;    ///< "key_…"
    std::string hash;  ///< lower-case hex of SHA-256 over the key: the key has 160 random bits of its own
    canonical::Environment environment = canonical::Environment::live;
    std::string role;  ///< "integrator" or "operator"
    std::string name;
    UtcTime created_at{};
    std::optional<UtcTime> revoked_at;
};

/// What was learnt about a vendor, model and firmware (field-quirks, algorithm (e)); the text is JSON of the control's own.
struct CapabilityRecord {
    std::string vendor, model, firmware_version;
    std::string learnt;
};

/// One change. A batch of them is written whole or not at all.
struct PutChargePoint { ChargePointRecord record; };
/// Takes the charge point and its connectors away. Its rows of history stay: open actions end `cancelled`, open transactions as
/// lost, both at `at`, never before their own last change.
struct RemoveChargePoint { std::string id; UtcTime at{}; };
struct PutConnector { ConnectorRecord record; };
struct PutAction { canonical::Action record; };
struct OpenTransaction { TransactionRecord record; };
struct CloseTransaction { TransactionEnd record; };
struct AbandonTransaction { std::string charge_point_id; std::int64_t transaction_id = 0; UtcTime at{}; };  ///< lost stop (quirk 55)
struct AppendMeterValues { MeterValuesRecord record; };
struct PutApiKey { ApiKeyRecord record; };
struct PutCapabilities { CapabilityRecord record; };
struct RemoveCapabilities { std::string vendor, model, firmware_version; };  ///< what was learnt is found out anew
struct PutSetting { std::string name, value; };        ///< installation-wide, e.g. the remote-start tag

using Change = std::variant<PutChargePoint, RemoveChargePoint, PutConnector, PutAction, OpenTransaction, CloseTransaction,
                            AbandonTransaction, AppendMeterValues, PutApiKey, PutCapabilities, RemoveCapabilities, PutSetting>;
using Batch = std::vector<Change>;

/// The transaction that an OpenTransaction ended up with: an earlier one when the message was a repeat.
struct OpenedTransaction {
    std::int64_t transaction_id = 0;
    bool repeated = false;
    bool already_ended = false;
};

/// What became of a batch. `durable` is true only after the commit reached the disk.
struct Written {
    bool durable = false;
    std::string error;
    std::optional<OpenedTransaction> opened;
};

/// All live state, read once at start.
struct Snapshot {
    std::vector<ChargePointRecord> charge_points;
    std::vector<ConnectorRecord> connectors;
    std::vector<TransactionRecord> open_transactions;
    std::map<std::string, std::vector<std::int64_t>> ended_transactions;  ///< last 16 ids per charge point, newest last
    std::vector<canonical::Action> open_actions;
    std::map<std::string, canonical::Action> last_actions;  ///< newest action per device id
    std::vector<ApiKeyRecord> api_keys;
    std::vector<CapabilityRecord> capabilities;
    std::map<std::string, std::string> settings;
    std::int64_t last_transaction_id = 0;
};

struct ActionQuery {
    canonical::Environment environment = canonical::Environment::live;
    std::optional<std::string> device_id;
    std::optional<canonical::ActionState> state;
    int offset = 0;
    int limit = 10;
};

struct ActionPage {
    std::vector<canonical::Action> items;  ///< newest first
    int total = 0;
};

}  // namespace storage
