#include "gateway/site/site.h"

#include <algorithm>

#include "gateway/charge_point/incoming_calls.h"
#include "gateway/site/schedules.h"
#include "gateway/transactions/transaction_flags.h"
#include "gateway/log.h"
#include "gateway/random.h"
#include "json/ascii.h"

namespace gateway {

namespace {

constexpr const char* kTagSetting = "remote_start_tag";
constexpr std::size_t kTagLength = 14;

/// A word that cannot be read must not stop the charger that it is about.
void overlay_or_log(Traits& traits, const std::string& json_object, const std::string& whose) {
    try {
        overlay(traits, json_object);
    } catch (const TraitError& error) {
        log::error("traits.unreadable", whose + ": " + error.what());
    }
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
      lessons_(storage),
      security_log_(storage, time),
      authorisation_(options_.authorisation.policy),
      services_{time_,
                storage_,
                options_.timings,
                remote_start_tag(snapshot, storage),
                random_digits(10) + "-",
                incoming_calls_,
                [this] { return transaction_ids_.next(time_.utc()); },
                [] { return "device_" + random_base62(12); },
                [this](Connector& connector) {
                    devices_[connector.record.device_id] = {connector.record.charge_point_id,
                                                            connector.record.connector_id};
                    device_order_.push_back(connector.record.device_id);
                },
                lessons_,
                [this](const storage::ChargePointRecord& record) { return traits_of(record); },
                authorisation_,
                options_.authorisation.local_list,
                options_.strict,
                [this] { return next_reservation_id(); },
                [this](const auto& id_tag, const auto& asker) { return is_charging_elsewhere(id_tag, asker); },
                [this](auto id, const auto& asker) { return owner_of_transaction(id, asker); }},
      transaction_ids_(snapshot.last_transaction_id),
      last_reservation_id_(snapshot.last_reservation_id) {
    services_.frame_budget = std::make_shared<FrameBudget>(options_.frames);
    services_.security_log = &security_log_;
    services_.sign_certificate = [this](const std::string& csr, const std::string& name) {
        return sign_certificate ? sign_certificate(csr, name) : Signing{"no certificate authority is set up", {}, {}};
    };
    services_.looked_at = [this](ChargePoint& looked) { if (looked_at) looked_at(looked); };
    restore_tags(snapshot);
    restore(snapshot);
    schedules_ = std::make_unique<Schedules>(*this, time_, storage_, options_.timings);
    schedules_->restore(snapshot);
}

Site::~Site() {
    for (auto& [id, charge_point] : charge_points_) charge_point->requests().forget_readers();
}

/// Identities are matched ignoring ASCII case; the stored spelling is the canonical one.
std::string Site::folded(const std::string& id) { return json::lower_case(id); }

std::shared_ptr<ChargePoint> Site::find(const std::string& id) const {
    const auto found = charge_points_.find(folded(id));
    return found == charge_points_.end() ? nullptr : found->second;
}

void Site::restore(const storage::Snapshot& snapshot) {
    lessons_.restore(snapshot);
    for (const auto& row : snapshot.issued_certificates) {
        if (row.revoked_at) revoked_certificates_.insert(row.serial_number);
    }
    for (const auto& row : snapshot.charge_points) {
        if (row.approved) add(row);
        else discovered_.push_back(row);
    }
    for (const auto& row : snapshot.connectors) {
        if (const auto charge_point = find(row.charge_point_id)) charge_point->connectors().restore(row);
        devices_[row.device_id] = {row.charge_point_id, row.connector_id};
        device_order_.push_back(row.device_id);
    }
    for (const auto& [id, ended] : snapshot.ended_transactions) {
        if (const auto charge_point = find(id)) charge_point->transactions().restore_ended(ended);
    }
    for (const auto& row : snapshot.lost_transactions) {
        if (const auto charge_point = find(row.charge_point_id)) charge_point->transactions().restore_lost(row);
    }
    for (const auto& row : snapshot.open_transactions) {
        if (const auto charge_point = find(row.charge_point_id)) charge_point->transactions().restore(row);
    }
    restore_actions(snapshot);
    restore_offers(snapshot);
    for (const auto& [id, charge_point] : charge_points_) charge_point->loop().decide_soon();
}

void Site::restore_actions(const storage::Snapshot& snapshot) {
    for (const auto& [device_id, action] : snapshot.last_actions) {
        if (const auto device = find_device(device_id, action.environment))
            device.connector->desired_state.last_action = action;
    }
    for (const auto& action : snapshot.open_actions) {
        const auto device = find_device(action.device_id, action.environment);
        if (!device) continue;
        device.connector->desired_state.open_action = action;
        if (action.state == canonical::ActionState::acknowledged) device.connector->desired_state.begin(time_.now());
    }
}

std::shared_ptr<ChargePoint> Site::add(storage::ChargePointRecord record) {
    const auto key = folded(record.id);
    auto charge_point = std::make_shared<ChargePoint>(std::move(record), services_);
    charge_points_[key] = charge_point;
    return charge_point;
}

const ocpp::ChargerKind* Site::kind_of(const storage::ChargePointRecord& record) const {
    return options_.charger_kinds->match(record.vendor, record.model, record.firmware_version);
}

Traits Site::traits_of(const storage::ChargePointRecord& record) const {
    Traits traits;
    if (const auto* kind = kind_of(record)) overlay_or_log(traits, kind->traits, "charger kind " + kind->name);
    if (!record.traits.empty()) overlay_or_log(traits, record.traits, record.id);
    return traits;
}

}  // namespace gateway
