#include "storage/migrations.h"

namespace storage {

extern const char plans_and_outbox[];   // migration_plans_and_outbox.cpp
extern const char database_identity[];  // database_identity.cpp
extern const char audit_counts[];       // the same
extern const char audit_table[];        // migration_audit.cpp

/// A reservation's number is its charger's own, and an operator may give it again once it is over: two chargers' number
/// 1 are two rows, and so are yesterday's and today's.
const char reservations_of_chargers[] = R"sql(
ALTER TABLE reservations RENAME TO reservations_by_number;
DROP INDEX reservations_open;
CREATE TABLE reservations (
    sequence INTEGER PRIMARY KEY,
    charge_point_id TEXT NOT NULL COLLATE NOCASE,
    reservation_id INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    connector_id INTEGER NOT NULL,
    id_tag TEXT NOT NULL,
    parent_id_tag TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    UNIQUE (charge_point_id, reservation_id, created_at)
) STRICT;
INSERT INTO reservations
    (charge_point_id, reservation_id, created_at, connector_id, id_tag, parent_id_tag, expires_at, state)
    SELECT charge_point_id, reservation_id, created_at, connector_id, id_tag, parent_id_tag, expires_at, state
    FROM reservations_by_number ORDER BY created_at, reservation_id;
DROP TABLE reservations_by_number;
CREATE INDEX reservations_open ON reservations(state) WHERE state = 'open';
)sql";

/// A charger's own lessons; what `capabilities` had learnt of its model is a hint from then on
/// (gateway/charge_point/knowledge.h).
const char charger_lessons[] = R"sql(
CREATE TABLE charger_lessons (
    charge_point_id TEXT NOT NULL PRIMARY KEY COLLATE NOCASE,
    vendor TEXT NOT NULL,
    model TEXT NOT NULL,
    firmware_version TEXT NOT NULL,
    learnt TEXT NOT NULL
) STRICT;
)sql";

/// Lists by state and by date, without a look at every row.
const char list_indices[] = R"sql(
CREATE INDEX actions_by_state ON actions(environment, state, created_at);
CREATE INDEX transactions_by_receipt ON transactions(received_at);
)sql";

/// What a list of a device's or an owner's things counts is in the index.
const char device_list_indices[] = R"sql(
CREATE INDEX actions_of_device ON actions(environment, device_id, state, created_at);
CREATE INDEX schedules_of_device ON schedules(environment, device_id, state, created_at);
CREATE INDEX schedules_by_state ON schedules(environment, state, created_at);
)sql";

const std::array<const char*, 24> tables = {"charge_points",
                                            "connectors",
                                            "actions",
                                            "transactions",
                                            "meter_values",
                                            "orphan_stops",
                                            "orphan_values",
                                            "api_keys",
                                            "capabilities",
                                            "settings",
                                            "tags",
                                            "reservations",
                                            "local_lists",
                                            "security_events",
                                            "issued_certificates",
                                            "schedules",
                                            "events",
                                            "webhook_endpoints",
                                            "deliveries",
                                            "answers",
                                            "charger_lessons",
                                            "database_identity",
                                            "audit",
                                            "audit_counts"};

// AUTOINCREMENT keeps the largest transaction id ever used, also when its row is purged.
const std::array<const char*, 12> migrations = {R"sql(
CREATE TABLE charge_points (
    id TEXT NOT NULL PRIMARY KEY COLLATE NOCASE,
    environment TEXT NOT NULL,
    approved INTEGER NOT NULL,
    boot_accepted INTEGER NOT NULL,
    vendor TEXT NOT NULL,
    model TEXT NOT NULL,
    serial_number TEXT NOT NULL,
    firmware_version TEXT NOT NULL,
    password_salt TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    nominal_voltage REAL NOT NULL,
    max_phases INTEGER NOT NULL,
    min_current REAL NOT NULL,
    rated_kw REAL,
    control INTEGER NOT NULL,
    remote_address TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    first_seen INTEGER NOT NULL,
    last_seen INTEGER NOT NULL
) STRICT;

CREATE TABLE connectors (
    device_id TEXT NOT NULL PRIMARY KEY,
    charge_point_id TEXT NOT NULL COLLATE NOCASE REFERENCES charge_points(id),
    connector_id INTEGER NOT NULL,
    max_charge_rate_kw REAL,
    intent TEXT NOT NULL,
    UNIQUE (charge_point_id, connector_id)
) STRICT;

CREATE TABLE actions (
    sequence INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    device_id TEXT NOT NULL,
    environment TEXT NOT NULL,
    command TEXT NOT NULL,
    state TEXT NOT NULL,
    replaced_intent TEXT NOT NULL,
    result_success INTEGER,
    result_message TEXT,
    result_evidence TEXT,
    error_code TEXT,
    error_message TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    acknowledged_at INTEGER,
    completed_at INTEGER,
    start INTEGER,
    "end" INTEGER
) STRICT;
CREATE INDEX actions_by_time ON actions(environment, created_at);
CREATE INDEX actions_by_device ON actions(device_id, created_at);
CREATE INDEX actions_open ON actions(device_id) WHERE state IN ('scheduled', 'acknowledged');

CREATE TABLE transactions (
    transaction_id INTEGER PRIMARY KEY AUTOINCREMENT CHECK (transaction_id BETWEEN 1 AND 2147483647),
    charge_point_id TEXT NOT NULL COLLATE NOCASE,
    connector_id INTEGER NOT NULL,
    id_tag TEXT NOT NULL,
    meter_start_wh INTEGER NOT NULL,
    timestamp TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    repeat_key TEXT NOT NULL,
    started_by_us INTEGER NOT NULL,
    start_repeats INTEGER NOT NULL DEFAULT 0,
    ended_at INTEGER,
    lost INTEGER NOT NULL DEFAULT 0,
    meter_stop_wh INTEGER,
    stop_timestamp TEXT,
    stop_reason TEXT,
    stop_payload TEXT,
    stop_repeats INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX transactions_repeated ON transactions(charge_point_id, repeat_key) WHERE repeat_key <> '';
CREATE INDEX transactions_open ON transactions(charge_point_id) WHERE ended_at IS NULL;
CREATE INDEX transactions_ended ON transactions(charge_point_id, ended_at);

CREATE TABLE meter_values (
    sequence INTEGER PRIMARY KEY,
    charge_point_id TEXT NOT NULL COLLATE NOCASE,
    connector_id INTEGER NOT NULL,
    transaction_id INTEGER REFERENCES transactions(transaction_id) ON DELETE CASCADE,
    payload TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    fingerprint INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX meter_values_repeated ON meter_values(transaction_id, fingerprint)
    WHERE transaction_id IS NOT NULL;

CREATE TABLE orphan_stops (
    sequence INTEGER PRIMARY KEY,
    charge_point_id TEXT NOT NULL COLLATE NOCASE,
    transaction_id INTEGER NOT NULL,
    meter_stop_wh INTEGER NOT NULL,
    timestamp TEXT NOT NULL,
    reason TEXT NOT NULL,
    payload TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    repeats INTEGER NOT NULL DEFAULT 0,
    UNIQUE (charge_point_id, transaction_id, timestamp, meter_stop_wh)
) STRICT;
CREATE INDEX orphan_stops_by_time ON orphan_stops(charge_point_id, received_at);

CREATE TABLE orphan_values (
    sequence INTEGER PRIMARY KEY,
    charge_point_id TEXT NOT NULL COLLATE NOCASE,
    connector_id INTEGER NOT NULL,
    transaction_id INTEGER NOT NULL,
    payload TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    fingerprint INTEGER NOT NULL,
    UNIQUE (charge_point_id, transaction_id, fingerprint)
) STRICT;

CREATE TABLE api_keys (
    id TEXT NOT NULL PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    environment TEXT NOT NULL,
    role TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT;

CREATE TABLE capabilities (
    vendor TEXT NOT NULL,
    model TEXT NOT NULL,
    firmware_version TEXT NOT NULL,
    learnt TEXT NOT NULL,
    PRIMARY KEY (vendor, model, firmware_version)
) STRICT;

CREATE TABLE settings (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
)sql",
                                                R"sql(
ALTER TABLE charge_points ADD COLUMN traits TEXT NOT NULL DEFAULT '';
)sql",
                                                R"sql(
ALTER TABLE charge_points ADD COLUMN registration TEXT NOT NULL DEFAULT 'accepted';
ALTER TABLE charge_points ADD COLUMN strict INTEGER NOT NULL DEFAULT 0;
ALTER TABLE charge_points ADD COLUMN security_profile INTEGER NOT NULL DEFAULT 0;
ALTER TABLE charge_points ADD COLUMN certificate_name TEXT NOT NULL DEFAULT '';
ALTER TABLE charge_points ADD COLUMN next_password_salt TEXT NOT NULL DEFAULT '';
ALTER TABLE charge_points ADD COLUMN next_password_hash TEXT NOT NULL DEFAULT '';

ALTER TABLE transactions ADD COLUMN id_tag_status TEXT NOT NULL DEFAULT '';
ALTER TABLE transactions ADD COLUMN parent_id_tag TEXT NOT NULL DEFAULT '';
ALTER TABLE transactions ADD COLUMN reservation_id INTEGER;
ALTER TABLE transactions ADD COLUMN flags TEXT NOT NULL DEFAULT '';
ALTER TABLE transactions ADD COLUMN stop_id_tag TEXT NOT NULL DEFAULT '';
ALTER TABLE transactions ADD COLUMN stop_flags TEXT NOT NULL DEFAULT '';
ALTER TABLE transactions ADD COLUMN energy_wh INTEGER;
ALTER TABLE transactions ADD COLUMN energy_source TEXT NOT NULL DEFAULT '';
CREATE INDEX transactions_of_charge_point ON transactions(charge_point_id);
CREATE INDEX transactions_of_tag ON transactions(id_tag COLLATE NOCASE);

CREATE TABLE tags (
    id_tag TEXT NOT NULL PRIMARY KEY COLLATE NOCASE,
    blocked INTEGER NOT NULL,
    expires_at INTEGER,
    parent_id_tag TEXT NOT NULL,
    note TEXT NOT NULL
) STRICT;

CREATE TABLE reservations (
    reservation_id INTEGER PRIMARY KEY,
    charge_point_id TEXT NOT NULL COLLATE NOCASE,
    connector_id INTEGER NOT NULL,
    id_tag TEXT NOT NULL,
    parent_id_tag TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    state TEXT NOT NULL
) STRICT;
CREATE INDEX reservations_open ON reservations(state) WHERE state = 'open';

CREATE TABLE local_lists (
    charge_point_id TEXT NOT NULL PRIMARY KEY COLLATE NOCASE,
    version INTEGER NOT NULL,
    entries TEXT NOT NULL
) STRICT;

CREATE TABLE security_events (
    sequence INTEGER PRIMARY KEY,
    charge_point_id TEXT NOT NULL COLLATE NOCASE,
    type TEXT NOT NULL,
    timestamp TEXT NOT NULL,
    tech_info TEXT NOT NULL,
    received_at INTEGER NOT NULL
) STRICT;
CREATE INDEX security_events_of_charge_point ON security_events(charge_point_id);

CREATE TABLE issued_certificates (
    serial_number TEXT NOT NULL PRIMARY KEY,
    charge_point_id TEXT NOT NULL COLLATE NOCASE,
    chain TEXT NOT NULL,
    issued_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT;
)sql", plans_and_outbox,         charger_lessons,
                                                R"sql(
ALTER TABLE transactions ADD COLUMN energy_flags TEXT NOT NULL DEFAULT '';
ALTER TABLE transactions ADD COLUMN energy_state TEXT NOT NULL DEFAULT '';
)sql", reservations_of_chargers, database_identity, audit_table, list_indices, audit_counts, device_list_indices};

}  // namespace storage
