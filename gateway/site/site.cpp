#include "gateway/site/site.h"

#include "gateway/charge_point/incoming_calls.h"
#include "gateway/random.h"
#include "gateway/site/schedules.h"
#include "storage/restored.h"

namespace gateway {

namespace {

constexpr const char* kTagSetting = "remote_start_tag";
constexpr std::size_t kTagLength = 14;

std::string remote_start_tag(const storage::Snapshot& snapshot, storage::Storage& storage) {
    const auto stored = snapshot.settings.find(kTagSetting);
    if (stored != snapshot.settings.end()) return stored->second;
    const std::string tag = random_upper_hex(kTagLength);
    storage.write({storage::PutSetting{kTagSetting, tag}}, [](const storage::Written&) {});
    return tag;
}

/// What had begun when a backup was made is over when that backup is restored, unless its window still is not: to begin
/// it anew, perhaps days later, is not what was asked for.
bool was_over_when_restored(const canonical::Action& action, std::optional<UtcTime> restored_at, UtcTime now) {
    if (!restored_at || action.state != canonical::ActionState::acknowledged) return false;
    const bool is_older = action.acknowledged_at.value_or(action.created_at) < *restored_at;
    return is_older && (!action.end || *action.end <= now);
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
      services_(make_services(snapshot)),
      registry_(options_, services_, snapshot),
      devices_(options_, time_, registry_),
      admission_(options_, time_, storage_, registry_, security_log_, snapshot),
      chargers_({time_, storage_, registry_, devices_, admission_, lessons_}),
      tags_(storage_, authorisation_, registry_, options_.authorisation.local_list),
      commands_(time_, storage_, devices_,
                [this](const std::string& id) { chargers_.forget_learnt(id, [](const ChargerDesk::Forgotten&) {}); }) {
    for (const auto& tag : snapshot.tags) authorisation_.put(tag);
    restore(snapshot);
    schedules_ = std::make_unique<Schedules>(*this, time_, storage_, options_.timings);
    devices_.schedules = chargers_.schedules = schedules_.get();
    schedules_->restore(snapshot);
}

Site::~Site() {
    for (auto& [id, charge_point] : charge_points()) charge_point->requests().forget_readers();
}

SiteServices Site::make_services(const storage::Snapshot& snapshot) {
    SiteServices services{
        time_,
        storage_,
        options_.timings,
        remote_start_tag(snapshot, storage_),
        random_digits(10) + "-",
        incoming_calls_,
        [this] { return registry_.next_transaction_id(); },
        [] { return "device_" + random_base62(12); },
        [this](Connector& connector) { devices_.list(connector.record); },
        lessons_,
        [this](const storage::ChargePointRecord& record) { return registry_.traits_of(record); },
        authorisation_,
        options_.authorisation.local_list,
        options_.strict,
        [this] { return registry_.next_reservation_id(); },
        [this](const auto& id_tag, const auto& asker) { return registry_.charges_elsewhere(id_tag, asker); },
        [this](auto id, const auto& asker) { return registry_.owner_of_transaction(id, asker); }};
    services.frame_budget = std::make_shared<FrameBudget>(options_.frames);
    services.security_log = &security_log_;
    services.certificate_issued = [this](const auto& row) { admission_.certificates().put(row); };
    services.sign_certificate = [this](const std::string& csr, const std::string& name) {
        return sign_certificate ? sign_certificate(csr, name) : Signing{"no certificate authority is set up", {}, {}};
    };
    services.looked_at = [this](ChargePoint& looked) {
        if (looked_at) looked_at(looked);
    };
    return services;
}

void Site::restore(const storage::Snapshot& snapshot) {
    lessons_.restore(snapshot);
    for (const auto& row : snapshot.charge_points) {
        if (row.approved) registry_.add(row);
        else registry_.discovered().push_back(row);
    }
    for (const auto& row : snapshot.connectors) {
        if (const auto known = charge_point(row.charge_point_id)) known->connectors().restore(row);
        devices_.list(row);
    }
    restore_sessions(snapshot);
    restore_actions(snapshot);
    for (const auto& row : snapshot.open_reservations) {
        if (const auto known = charge_point(row.charge_point_id)) known->reservations().restore(row);
    }
    for (const auto& row : snapshot.local_lists) {
        if (const auto known = charge_point(row.charge_point_id)) known->local_list().restore(row);
    }
    for (const auto& [id, known] : charge_points()) known->loop().decide_soon();
}

void Site::restore_sessions(const storage::Snapshot& snapshot) {
    for (const auto& [id, ended] : snapshot.ended_transactions) {
        if (const auto known = charge_point(id)) known->transactions().restore_ended(ended);
    }
    for (const auto& row : snapshot.lost_transactions) {
        if (const auto known = charge_point(row.charge_point_id)) known->transactions().restore_lost(row);
    }
    for (const auto& row : snapshot.open_transactions) {
        if (const auto known = charge_point(row.charge_point_id)) known->transactions().restore(row);
    }
}

void Site::restore_actions(const storage::Snapshot& snapshot) {
    for (const auto& [device_id, action] : snapshot.last_actions) {
        if (const auto device = devices_.find(device_id, action.environment))
            device.connector->desired_state.last_action = action;
    }
    for (const auto& action : snapshot.open_actions) {
        const auto device = devices_.find(action.device_id, action.environment);
        if (!device) continue;
        device.connector->desired_state.open_action = action;
        if (was_over_when_restored(action, storage::restored_at(snapshot.settings), time_.utc())) {
            charge_point(device.connector->record.charge_point_id)->loop().end_missed(*device.connector);
            continue;
        }
        if (action.state == canonical::ActionState::acknowledged) device.connector->desired_state.begin(time_.now());
    }
}

}  // namespace gateway
