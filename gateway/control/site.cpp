#include "gateway/control/site.h"

#include <algorithm>

#include "gateway/control/capability_text.h"
#include "gateway/control/incoming_calls.h"
#include "gateway/log.h"
#include "gateway/random.h"

namespace gateway {

namespace {

constexpr const char* kTagSetting = "remote_start_tag";
constexpr std::size_t kTagLength = 14;
constexpr std::size_t kLongestIdentity = 48;
constexpr std::chrono::seconds kProbePatience{3};
constexpr std::int64_t kLargestTransactionId = 0x7fffffff;

std::string capability_key(const std::string& vendor, const std::string& model, const std::string& firmware) {
    return vendor + "\n" + model + "\n" + firmware;
}

std::string remote_start_tag(const storage::Snapshot& snapshot, storage::Storage& storage) {
    const auto stored = snapshot.settings.find(kTagSetting);
    if (stored != snapshot.settings.end()) return stored->second;
    const std::string tag = random_upper_hex(kTagLength);
    storage.write({storage::PutSetting{kTagSetting, tag}}, [](const storage::Written&) {});
    return tag;
}

}  // namespace

Site::Site(SiteOptions options, Time& time, storage::Storage& storage, const storage::Snapshot& snapshot)
    : options_(std::move(options)),
      time_(time),
      storage_(storage),
      incoming_calls_(make_incoming_calls()),
      services_{time_,
                storage_,
                options_.timings,
                remote_start_tag(snapshot, storage),
                random_digits(10) + "-",
                incoming_calls_,
                [this] {
                    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time_.utc().time_since_epoch()).count();
                    const std::int64_t clock = seconds <= kLargestTransactionId ? seconds : 0;
                    last_transaction_id_ = std::max<std::int64_t>(clock, last_transaction_id_ + 1);
                    return last_transaction_id_;
                },
                [] { return "device_" + random_base62(12); },
                [this](Connector& connector) {
                    devices_[connector.record.device_id] = {connector.record.charge_point_id, connector.record.connector_id};
                    device_order_.push_back(connector.record.device_id);
                },
                [this](const ChargePoint& charge_point) { capabilities_learnt(charge_point); }},
      last_transaction_id_(snapshot.last_transaction_id) {
    restore(snapshot);
}

/// Identities are matched ignoring ASCII case; the stored spelling is the canonical one.
std::string Site::folded(const std::string& id) {
    std::string lower = id;
    for (char& c : lower) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    return lower;
}

std::shared_ptr<ChargePoint> Site::find(const std::string& id) const {
    const auto found = charge_points_.find(folded(id));
    return found == charge_points_.end() ? nullptr : found->second;
}

void Site::restore(const storage::Snapshot& snapshot) {
    for (const auto& row : snapshot.capabilities) {
        learnt_[capability_key(row.vendor, row.model, row.firmware_version)] = row.learnt;
    }
    for (const auto& row : snapshot.charge_points) {
        if (row.approved) add(row);
        else discovered_.push_back(row);
    }
    for (const auto& row : snapshot.connectors) {
        if (const auto charge_point = find(row.charge_point_id)) charge_point->restore_connector(row);
        devices_[row.device_id] = {row.charge_point_id, row.connector_id};
        device_order_.push_back(row.device_id);
    }
    for (const auto& [id, ended] : snapshot.ended_transactions) {
        if (const auto charge_point = find(id)) charge_point->restore_ended_transactions(ended);
    }
    for (const auto& row : snapshot.open_transactions) {
        if (const auto charge_point = find(row.charge_point_id)) charge_point->restore_transaction(row);
    }
    for (const auto& [device_id, action] : snapshot.last_actions) {
        if (const auto device = find_device(device_id, action.environment)) device.connector->last_action = action;
    }
    for (const auto& action : snapshot.open_actions) {
        const auto device = find_device(action.device_id, action.environment);
        if (!device || action.state != canonical::ActionState::acknowledged) continue;
        device.connector->open_action = action;
        device.connector->begin(time_.now());
    }
    for (const auto& [id, charge_point] : charge_points_) charge_point->decide_soon();
}

std::shared_ptr<ChargePoint> Site::add(storage::ChargePointRecord record) {
    const auto key = folded(record.id);
    const Capabilities capabilities = known_capabilities(record);
    auto charge_point = std::make_shared<ChargePoint>(std::move(record), capabilities, services_);
    charge_points_[key] = charge_point;
    return charge_point;
}

Capabilities Site::known_capabilities(const storage::ChargePointRecord& record) const {
    const auto found = learnt_.find(capability_key(record.vendor, record.model, record.firmware_version));
    return found == learnt_.end() ? Capabilities{} : capabilities_from(found->second);
}

void Site::capabilities_learnt(const ChargePoint& charge_point) {
    const auto& record = charge_point.record();
    const std::string text = to_text(charge_point.capabilities());
    learnt_[capability_key(record.vendor, record.model, record.firmware_version)] = text;
    log::info("capabilities.learnt", record.id + " " + text);
    storage_.write({storage::PutCapabilities{{record.vendor, record.model, record.firmware_version, text}}},
                   [](const storage::Written&) {});
}

// Who may come in.

Admission Site::admit(const UpgradeRequest& request, canonical::Environment environment) {
    if (request.identity.empty() || request.identity.size() > kLongestIdentity) return Admission::refuse(404);
    auto known = find(request.identity);
    for (const auto& name : request.other_names) {
        if (known) break;
        known = find(name);
    }
    if (known && known->record().environment != environment) return Admission::refuse(404);
    if (known) return check_password(*known, request);
    return environment == canonical::Environment::live ? admit_unknown(request) : Admission::refuse(404);
}

Admission Site::check_password(const ChargePoint& charge_point, const UpgradeRequest& request) const {
    const auto& record = charge_point.record();
    if (record.password_hash.empty()) return Admission::admit(record.id);
    const bool named = request.credentials && folded(request.credentials->username) == folded(record.id);
    if (!named || !verify_password || !verify_password(request.credentials->password, record.password_salt, record.password_hash)) {
        log::warning("charger.wrong_password", record.id + " from " + request.remote_address);
        return Admission::refuse(401);
    }
    return Admission::admit(record.id);
}

Admission Site::admit_unknown(const UpgradeRequest& request) {
    switch (options_.onboarding) {
        case Onboarding::closed: return Admission::refuse(404);
        case Onboarding::approve: discover(request); return Admission::refuse(404);
        case Onboarding::automatic: break;
    }
    if (charge_points_.size() >= options_.most_charge_points) return Admission::refuse(503);
    storage::ChargePointRecord record;
    record.id = request.identity;
    record.approved = true;
    record.remote_address = request.remote_address;
    record.first_seen = record.last_seen = time_.utc();
    storage_.write({storage::PutChargePoint{record}}, [](const storage::Written&) {});
    log::info("charger.registered", record.id + " from " + request.remote_address);
    return Admission::admit(add(std::move(record))->record().id);
}

/// Remembered for the operator, bounded: the one seen longest ago makes room.
void Site::discover(const UpgradeRequest& request) {
    const UtcTime now = time_.utc();
    const auto same = [&](const auto& known) { return folded(known.id) == folded(request.identity); };
    auto found = std::find_if(discovered_.begin(), discovered_.end(), same);
    if (found == discovered_.end()) {
        if (discovered_.size() >= options_.most_discovered) {
            discovered_.erase(std::min_element(discovered_.begin(), discovered_.end(), [](const auto& a, const auto& b) {
                return a.last_seen < b.last_seen;
            }));
        }
        storage::ChargePointRecord record;
        record.id = request.identity;
        record.first_seen = now;
        discovered_.push_back(record);
        found = std::prev(discovered_.end());
        log::info("charger.discovered", request.identity + " from " + request.remote_address);
    }
    found->remote_address = request.remote_address;
    found->last_seen = now;
    ++found->attempts;
}

// Sockets.

void Site::link_opened(std::shared_ptr<ChargerLink> link) {
    const auto charge_point = find(link->charge_point_id());
    if (!charge_point) return link->close(CloseCode::policy_violation, "not registered any more");
    if (!charge_point->is_connected()) return charge_point->link_opened(std::move(link));
    const auto& old = charge_point->link();
    if (old->remote_address() == link->remote_address() || old->is_silent()) return take_over(charge_point, std::move(link));
    contend(charge_point, std::move(link));
}

void Site::take_over(const std::shared_ptr<ChargePoint>& charge_point, std::shared_ptr<ChargerLink> link) {
    const auto old = charge_point->link();
    if (old) {
        log::info("charger.replaced_link", charge_point->record().id);
        charge_point->link_closed();
        old->abort("replaced by a newer connection");
    }
    charge_point->link_opened(std::move(link));
}

/// Two sockets claim one charger: the old one is asked whether it lives (decisions: duplicate connection).
void Site::contend(const std::shared_ptr<ChargePoint>& charge_point, std::shared_ptr<ChargerLink> newcomer) {
    newcomer->pause_reading();
    const auto old = charge_point->link();
    old->probe(kProbePatience, [this, charge_point, old, newcomer](bool alive) {
        const bool still_in_service = charge_point->link() == old;
        if (alive && still_in_service) {
            log::warning("charger.duplicate", charge_point->record().id + " from " + newcomer->remote_address());
            return newcomer->close(CloseCode::policy_violation, "duplicate");
        }
        if (find(charge_point->record().id) != charge_point) return newcomer->close(CloseCode::policy_violation, "removed");
        take_over(charge_point, newcomer);
        newcomer->resume_reading();
    });
}

void Site::received(ChargerLink& link, std::string text) {
    const auto charge_point = find(link.charge_point_id());
    if (charge_point && charge_point->link().get() == &link) charge_point->received(std::move(text));
}

void Site::link_closed(ChargerLink& link) {
    const auto charge_point = find(link.charge_point_id());
    if (charge_point && charge_point->link().get() == &link) charge_point->link_closed();
}

// The operator.

void Site::approve(const std::string& id, std::function<void(bool)> done) {
    if (id.empty() || id.size() > kLongestIdentity) return done(false);
    if (find(id)) return done(true);
    storage::ChargePointRecord record;
    const auto same = [&](const auto& known) { return folded(known.id) == folded(id); };
    const auto found = std::find_if(discovered_.begin(), discovered_.end(), same);
    if (found != discovered_.end()) {
        record = *found;
        discovered_.erase(found);
    }
    if (record.id.empty()) record.id = id;
    record.approved = true;
    if (record.first_seen == UtcTime{}) record.first_seen = time_.utc();
    add(record);
    storage_.write({storage::PutChargePoint{record}},
                   [done = std::move(done)](const storage::Written& written) { done(written.durable); });
}

void Site::remove(const std::string& id, std::function<void(Removal)> done) {
    const auto charge_point = find(id);
    if (!charge_point) return done(Removal::unknown);
    const bool cleared = charge_point->clear_own_profiles();
    const std::string canonical_id = charge_point->record().id;
    for (const auto& [number, connector] : charge_point->connectors()) {
        const std::string device_id = connector->record.device_id;
        devices_.erase(device_id);
        device_order_.erase(std::remove(device_order_.begin(), device_order_.end(), device_id), device_order_.end());
    }
    if (const auto link = charge_point->link()) link->close(CloseCode::policy_violation, "removed by the operator");
    charge_points_.erase(folded(id));
    storage_.write({storage::RemoveChargePoint{canonical_id}}, [done = std::move(done), cleared](const storage::Written& written) {
        if (!written.durable) return done(Removal::failed);
        done(cleared ? Removal::done : Removal::done_but_profiles_remain);
    });
}

void Site::set_password(const std::string& id, const std::string& salt, const std::string& hash,
                        std::function<void(bool)> done) {
    const auto charge_point = find(id);
    if (!charge_point) return done(false);
    charge_point->set_password(salt, hash);
    storage_.write({storage::PutChargePoint{charge_point->record()}},
                   [done = std::move(done)](const storage::Written& written) { done(written.durable); });
}

void Site::add_sandbox_charge_point(const std::string& id, const std::string& salt, const std::string& hash) {
    constexpr double kSandboxKw = 50;
    if (!find(id)) {
        storage::ChargePointRecord record;
        record.id = id;
        record.environment = canonical::Environment::sandbox;
        record.approved = true;
        record.max_phases = 1;
        record.rated_kw = kSandboxKw;
        record.first_seen = record.last_seen = time_.utc();
        add(std::move(record));
    }
    set_password(id, salt, hash, [](bool) {});
}

}  // namespace gateway
