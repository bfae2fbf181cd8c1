namespace storage {

/// Step 4: schedules, windows, the outbox of webhooks, stored answers, owners of chargers, scopes of keys.
extern const char plans_and_outbox[];
const char plans_and_outbox[] = R"sql(
ALTER TABLE charge_points ADD COLUMN owner TEXT NOT NULL DEFAULT '';
ALTER TABLE charge_points ADD COLUMN timezone TEXT NOT NULL DEFAULT '';
ALTER TABLE connectors ADD COLUMN pause_at INTEGER;
ALTER TABLE connectors ADD COLUMN applied_kw REAL;
ALTER TABLE connectors ADD COLUMN announced_connected INTEGER NOT NULL DEFAULT 0;
ALTER TABLE actions ADD COLUMN schedule_id TEXT;
ALTER TABLE actions ADD COLUMN replaced_pause_at INTEGER;
ALTER TABLE api_keys ADD COLUMN scopes TEXT NOT NULL DEFAULT '';
ALTER TABLE api_keys ADD COLUMN expires_at INTEGER;
ALTER TABLE api_keys ADD COLUMN last_used_at INTEGER;
ALTER TABLE api_keys ADD COLUMN previous_hash TEXT NOT NULL DEFAULT '';
ALTER TABLE api_keys ADD COLUMN previous_until INTEGER;

CREATE TABLE schedules (
    id TEXT NOT NULL PRIMARY KEY,
    device_id TEXT NOT NULL,
    environment TEXT NOT NULL,
    state TEXT NOT NULL,
    timezone TEXT NOT NULL,
    rule TEXT NOT NULL,
    slots TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    next_fire_at INTEGER,
    handled_until INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX schedules_in_force ON schedules(device_id) WHERE state IN ('pending', 'active');
CREATE INDEX schedules_by_time ON schedules(environment, created_at);

CREATE TABLE events (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    environment TEXT NOT NULL,
    device_id TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX events_by_time ON events(created_at);
CREATE INDEX events_by_environment ON events(environment);

CREATE TABLE webhook_endpoints (
    id TEXT NOT NULL PRIMARY KEY,
    environment TEXT NOT NULL,
    url TEXT NOT NULL,
    description TEXT NOT NULL,
    event_types TEXT NOT NULL,
    secret TEXT NOT NULL,
    previous_secret TEXT NOT NULL,
    previous_until INTEGER,
    enabled INTEGER NOT NULL,
    disabled_reason TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    failing_since INTEGER
) STRICT;

CREATE TABLE deliveries (
    endpoint_id TEXT NOT NULL REFERENCES webhook_endpoints(id) ON DELETE CASCADE,
    event_sequence INTEGER NOT NULL REFERENCES events(sequence) ON DELETE CASCADE,
    device_id TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    next_attempt_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    last_status INTEGER NOT NULL,
    last_error TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (endpoint_id, event_sequence)
) STRICT;
CREATE INDEX deliveries_of_event ON deliveries(event_sequence);
CREATE INDEX deliveries_pending ON deliveries(endpoint_id, device_id, event_sequence) WHERE state = 'pending';

CREATE TABLE answers (
    key_id TEXT NOT NULL,
    path TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    body_hash TEXT NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (key_id, path, idempotency_key)
) STRICT;
CREATE INDEX answers_by_time ON answers(created_at);
CREATE INDEX answers_by_key ON answers(key_id);
)sql";

}  // namespace storage
