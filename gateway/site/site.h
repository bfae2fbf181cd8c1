#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "canonical/device.h"
#include "canonical/push.h"
#include "gateway/access/attempt_limits.h"
#include "gateway/charge_point/charge_point.h"
#include "gateway/charge_point/lesson_store.h"
#include "gateway/transactions/own_transaction_ids.h"
#include "gateway/access/reconnect_limits.h"
#include "ocpp/charger_kinds.h"

namespace gateway {

class Schedules;

enum class Onboarding { automatic, approve, closed };

struct SiteOptions {
    Onboarding onboarding = Onboarding::approve;
    ControlTimings timings;
    bool strict = false;  ///< every charger's messages are held to the letter
    AuthorisationOptions authorisation;
    std::size_t most_discovered = 256;  ///< unknown chargers that are remembered for the operator
    std::size_t most_charge_points = 20000;
    std::string cpo_name;  ///< organisation in client certificates (A00.FR.404); empty: any
    AttemptRules attempts;
    double reconnects_per_hour = 60;  ///< of one charger; above: 1013. 0: no limit
    FrameBudget frames;
    std::string time_zone = "UTC";  ///< IANA; of chargers without one of their own
    /// Never null; the start adds those of the data directory.
    std::shared_ptr<const ocpp::ChargerKinds> charger_kinds =
        std::make_shared<const ocpp::ChargerKinds>(ocpp::ChargerKinds::built_in());
};

/// All charge points and their canonical devices: what sockets, REST and the operator work with. It restores
/// the live state at start and is the only one that creates or removes charge points. Io thread; owned by
/// main.
class Site {
  public:
    static constexpr std::size_t kLongestIdentity = 48;

    Site(SiteOptions options, Time& time, storage::Storage& storage, const storage::Snapshot& snapshot);

    ~Site();
    Site(const Site&) = delete;
    Site& operator=(const Site&) = delete;

    // The charger side.

    /// Decides on an upgrade request. `environment`
    /// belongs to the listener that the request came in on.
    Admission admit(const UpgradeRequest& request, canonical::Environment environment);
    void link_opened(std::shared_ptr<ChargerLink> link);
    void received(ChargerLink& link, std::string text);
    void link_closed(ChargerLink& link);

    // The REST side.

    struct DeviceRef {
        std::shared_ptr<ChargePoint> charge_point;
        Connector* connector = nullptr;
        explicit operator bool() const { return connector != nullptr; }
    };
    DeviceRef find_device(const std::string& device_id, canonical::Environment environment);
    /// Ids in the order the devices were first seen; with `owner`, of the charge points that belong to it alone.
    std::vector<std::string> device_ids(canonical::Environment environment,
                                        const std::optional<std::string>& owner = std::nullopt) const;
    canonical::Device describe(const DeviceRef& device) const;
    /// As `describe`, but an old value of a connected live charger is asked for anew first, for at most 5 s
    /// (O-14).
    void read_fresh(const DeviceRef& device, bool expedite, std::function<void(canonical::Device)> answer);
    canonical::SettingsBounds bounds(const DeviceRef& device) const;

    /// Of the wall clock at the charger.
    const std::string& time_zone(const DeviceRef& device) const;

    /// Further changes of the same batch as a wish, made from the action, e.g. the answer of an Idempotency-Key.
    using Alongside = std::function<storage::Batch(const canonical::Action&)>;
    /// Changes the desired state; `done(false)` when it could not be made durable, and then nothing changed.
    void write_settings(const DeviceRef& device, const canonical::SettingsPatch& patch,
                        std::function<void(bool)> done, storage::Batch alongside = {});
    /// Begins a command, or stores one that has a start. Throws ApiError: CONFLICT while another is in flight and no
    /// strategy was given, COMMAND_NOT_SUPPORTED where nothing could come of it.
    void push(const DeviceRef& device, const canonical::PushRequest& request,
              std::function<void(std::optional<canonical::Action>)> done, Alongside alongside = nullptr);
    /// Of one that waits for its start. Throws ApiError ACTION_NOT_CANCELLABLE. Empty: it could not be stored.
    void cancel_action(const canonical::Action& action, std::function<void(std::optional<canonical::Action>)> done,
                       Alongside alongside = nullptr);

    Schedules& schedules() { return *schedules_; }

    // The operator's side.

    const std::map<std::string, std::shared_ptr<ChargePoint>>& charge_points() const {
        return charge_points_;
    }
    const std::vector<storage::ChargePointRecord>& discovered() const { return discovered_; }
    enum class Approval { done, unknown, failed };
    /// Of a charger that was heard of; `creates`: also of one that never was, so that it gets in when it comes.
    void approve(const std::string& id, bool creates, std::function<void(Approval)> done);
    enum class Removal { done, done_but_profiles_remain, unknown, failed };
    void remove(const std::string& id, std::function<void(Removal)> done);
    void set_password(const std::string& id, const std::string& salt, const std::string& hash,
                      std::function<void(bool)> done);
    /// Sends a new random key to a connected charger (security white paper, A01); the key itself is nobody's to see.
    void rotate_key(const std::string& id, std::function<void(const ChargerSecurity::Rotation&)> done);
    /// Makes assignments "NAME=VALUE" (operator_settings.h), all or none. `error` says why not; empty: done and durable.
    void change_settings(const std::string& id, const std::vector<std::string>& assignments,
                         std::function<void(std::string error)> done);
    struct Forgotten {
        std::string error;                  ///< empty: done and durable
        std::vector<std::string> chargers;  ///< of the same vendor, model and firmware; each begins to learn anew
    };
    /// What was learnt about the charger's vendor, model and firmware.
    void forget_learnt(const std::string& id, std::function<void(Forgotten)> done, const std::string& lesson = {});
    /// The row of the charger kinds that fits; null: none.
    const ocpp::ChargerKind* kind_of(const storage::ChargePointRecord& record) const;
    /// The tags and the policy. A change counts when it is durable; `error` says why it was not made, else it is empty.
    const Authorisation& authorisation() const { return authorisation_; }
    void put_tag(const storage::TagRecord& tag, std::function<void(std::string error)> done);
    enum class TagRemoval { done, unknown, failed };
    void remove_tag(const std::string& id_tag, std::function<void(TagRemoval)> done);
    const FrameBudget& frame_budget() const { return *services_.frame_budget; }
    /// Nothing while no such charger is known.
    std::shared_ptr<ChargePoint> charge_point(const std::string& id) const { return find(id); }
    /// Creates a charge point of the sandbox unless it is there.
    void add_sandbox_charge_point(const std::string& id, const std::string& salt, const std::string& hash);

    const AttemptCounters& attempt_counters() const { return attempts_.counters(); }
    const ReconnectLimits& reconnects() const { return reconnects_; }

    /// Verifies a password against salt and hash; set by main (HMAC under the pepper file).
    VerifyPassword verify_password;
    /// Makes a new AuthorizationKey and what is kept of it; set by main.
    struct NewKey {
        std::string text;
        StoredPassword stored;
    };
    std::function<NewKey()> new_key;
    /// Signs a charger's certificate request (A02); set by main where there is an authority.
    std::function<Signing(const std::string& csr, const std::string& common_name)> sign_certificate;
    const SecurityLog& security_log() const { return security_log_; }
    /// Called where a charge point has decided anew, for who wants to see what changed; set by the EventHub.
    std::function<void(ChargePoint&)> looked_at;

  private:
    static std::string folded(const std::string& id);
    /// Under which `learnt_` keeps what is known of the record's vendor, model and firmware.
    std::shared_ptr<ChargePoint> find(const std::string& id) const;
    std::shared_ptr<ChargePoint> add(storage::ChargePointRecord record);
    std::shared_ptr<ChargePoint> find_named(const UpgradeRequest& request) const;
    Admission judge(const std::shared_ptr<ChargePoint>& known, const UpgradeRequest& request,
                    canonical::Environment environment);
    Admission admit_unknown(const UpgradeRequest& request);
    Admission admit_known(ChargePoint& charge_point, const UpgradeRequest& request);
    AdmissionRules admission_rules() const { return {verify_password, options_.cpo_name, revoked_certificates_}; }
    void discover(const UpgradeRequest& request);
    void log_discovery(const UpgradeRequest& request);
    void take_over(const std::shared_ptr<ChargePoint>& charge_point, std::shared_ptr<ChargerLink> link);
    void contend(const std::shared_ptr<ChargePoint>& charge_point, std::shared_ptr<ChargerLink> newcomer);
    void restore(const storage::Snapshot& snapshot);
    void restore_actions(const storage::Snapshot& snapshot);
    void restore_tags(const storage::Snapshot& snapshot);
    void restore_offers(const storage::Snapshot& snapshot);
    void tags_changed();
    std::int64_t next_reservation_id();
    bool is_charging_elsewhere(const std::string& id_tag, const ChargePoint& asker) const;
    std::string owner_of_transaction(std::int64_t transaction_id, const ChargePoint& asker) const;
    std::vector<storage::ChargePointRecord>::iterator find_discovered(const std::string& id);
    void forget(ChargePoint& charge_point);
    Traits traits_of(const storage::ChargePointRecord& record) const;
    canonical::Device describe(const DeviceRef& device, bool expedite) const;
    canonical::Source source_of(const DeviceRef& device, bool expedite) const;
    canonical::Action cancelled(canonical::Action action, const std::string& why) const;
    canonical::Action new_action(const DeviceRef& device, const canonical::PushRequest& request) const;
    static bool changes_scene(const DeviceRef& device, const canonical::SandboxControls& controls);
    void set_the_scene(const DeviceRef& device, const canonical::SandboxControls& controls);
    void push_was_not_stored(const DeviceRef& device, const canonical::Action& action,
                             const std::optional<DesiredState::Replaced>& replaced);

    SiteOptions options_;
    Time& time_;
    storage::Storage& storage_;
    ocpp::CallTable<ChargePoint> incoming_calls_;
    LessonStore lessons_;
    SecurityLog security_log_;
    std::set<std::string> revoked_certificates_;  ///< serial numbers
    Authorisation authorisation_;
    SiteServices services_;
    OwnTransactionIds transaction_ids_;
    std::int64_t last_reservation_id_ = 0;
    std::map<std::string, std::shared_ptr<ChargePoint>> charge_points_;  ///< by folded id
    std::vector<storage::ChargePointRecord> discovered_;
    AttemptLimits attempts_{options_.attempts};
    ReconnectLimits reconnects_{options_.reconnects_per_hour};
    std::optional<SteadyTime> discovery_logged_;
    std::set<std::uint64_t>
        contenders_;  ///< generations of sockets that wait for the verdict on an older one
    struct Listed {
        std::string charge_point_id;
        int connector_id = 0;
    };
    std::map<std::string, Listed> devices_;
    std::vector<std::string> device_order_;
    std::unique_ptr<Schedules> schedules_;
};

}  // namespace gateway
