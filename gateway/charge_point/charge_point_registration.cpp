#include "gateway/access/admission.h"
#include "gateway/charge_point/charge_point.h"
#include "gateway/charge_point/lesson_store.h"
#include "gateway/log.h"
#include "gateway/random.h"

/// Whether a charger and its tags are taken in.
namespace gateway {

namespace {

using ocpp::AuthorizationStatus;
using storage::Registration;

/// 0 to 1 in 256 steps, which is finer than whole seconds need.
double random_share() { return static_cast<unsigned char>(random_bytes(1).front()) / 255.0; }

void put_boot_data(const ocpp::BootNotification::Request& request, UtcTime now, storage::ChargePointRecord& record) {
    const auto text = [](const auto& optional) { return optional ? optional->value : std::string(); };
    record.vendor = request.chargePointVendor.value;
    record.model = request.chargePointModel.value;
    record.serial_number = text(request.chargePointSerialNumber);
    record.firmware_version = text(request.firmwareVersion);
    record.boot_accepted = record.registration == Registration::accepted;
    record.last_seen = now;
}

/// The same tag charges elsewhere, where that matters; or, to the letter, another tag's session is on the connector. In
/// lenient reading the latter has ended and its stop got lost (quirk 55).
bool is_concurrent(ChargePoint& at, const StoredStart& start, const Connector& where) {
    const std::string& tag = start.row.id_tag;
    const bool is_busy = where.view.observed.transaction.has_value();
    if (is_busy && at.strictness() == ocpp::Strictness::strict && !at.ledger().runs_on(where.view.connector_id, tag)) return true;
    if (!at.services().authorisation.forbids_concurrent()) return false;
    return at.ledger().runs_elsewhere(tag, where.view.connector_id) || at.services().is_charging_elsewhere(tag, at);
}

ocpp::IdTagInfo authorise_start(ChargePoint& at, const StoredStart& start, const Connector* where, bool is_late) {
    ocpp::IdTagInfo info = at.authorise(start.row.id_tag);
    if (info.status != AuthorizationStatus::Accepted || start.row.started_by_us) return info;
    const bool is_nowhere = where == nullptr && at.services().authorisation.policy() != AuthorisationPolicy::accept_all;
    if (is_nowhere) info.status = AuthorizationStatus::Invalid;
    else if (where != nullptr && !is_late && is_concurrent(at, start, *where)) info.status = AuthorizationStatus::ConcurrentTx;
    return info;
}

}  // namespace

ocpp::Strictness ChargePoint::strictness() const {
    return services_.strict || record_.strict ? ocpp::Strictness::strict : ocpp::Strictness::lenient;
}

// Boots.

/// Answered once it is on disk, or could not be put there: to be turned away for a full disk helps no charger.
void ChargePoint::boot(const ocpp::BootNotification::Request& request, ocpp::Reply reply) {
    const storage::ChargePointRecord before = record_;
    put_boot_data(request, services_.time.utc(), record_);
    const bool same_kind = before.vendor == record_.vendor && before.model == record_.model &&
                           before.firmware_version == record_.firmware_version;
    if (!same_kind) {
        const auto known = services_.lessons.known(record_);
        capabilities_ = lessons_.know(known.own, known.model);
        traits_ = services_.traits_of(record_);
        share_what_is_known();
    }
    booted(same_kind);
    if (identity_.booted(request, services_.time.now())) note_security(security_event::identity_clash, identity_.words());
    write({storage::PutChargePoint{record_}},
          [this, reply, registration = record_.registration](const storage::Written& written) {
              if (!written.durable) store_again_later();
              reply.with(boot_answer(registration, services_.timings, services_.time.utc(), random_share()));
          });
    log::info("charger.booted", record_.id + ": " + record_.vendor + " " + record_.model + " " +
                                    record_.firmware_version + ", " + std::string(to_text(record_.registration)));
}

/// It did restart; one that is turned away hears nothing of ours before it is taken in.
void ChargePoint::booted(bool same_kind) {
    const SteadyTime now = services_.time.now();
    const bool is_taken_in = record_.registration == Registration::accepted;
    setup_.know(traits(), capabilities_.setup, lessons_.key_trials());
    lessons_.confounders.note(Confounders::Cause::boot, now);
    if (!is_taken_in) return boot_gate_.hold();  // it boots again and again, by our own interval
    if (boot_gate_.boot_accepted(now)) {
        for (auto& [id, connector] : connectors_) connector->on_reboot(now);
        doubt_transactions();
        ledger_.registers().booted();
        triggers_.forget_all();
        if (same_kind && lessons_.key_lost_link(setup_.charger_fell_over(now)))
            services_.lessons.keep(record_, lessons_.knowledge(capabilities_));
        calls_.on_disconnected();  // what was open before a reboot will not be answered any more
        note_lessons();
    }
    if (!same_kind) setup_.forget_dialogue();
    setup_.begin(now);
    if (services_.keeps_local_lists) local_list_.sync_soon();
}

/// Who is let in is asked to boot again, as after a new connection: it need not wait for its interval.
void ChargePoint::registration_changed(Registration before) {
    if (record_.registration == before) return;
    if (record_.registration != Registration::accepted) {
        record_.boot_accepted = false;
        return boot_gate_.hold();
    }
    boot_gate_.release();
    if (link_) boot_gate_.link_opened(services_.time.now(), record_.boot_accepted);
}

// Tags.

/// Some chargers give our tag back with bytes of their memory behind it (quirk 57).
bool ChargePoint::is_ours(const std::string& id_tag) const {
    const std::string& ours = remote_start_tag();
    return !ours.empty() && id_tag.compare(0, ours.size(), ours) == 0;
}

/// A charger that is not accepted authorises nobody.
ocpp::IdTagInfo ChargePoint::authorise(const std::string& id_tag) {
    ocpp::IdTagInfo info;
    info.status = AuthorizationStatus::Accepted;
    if (record_.registration != Registration::accepted) info.status = AuthorizationStatus::Invalid;
    else if (is_ours(id_tag)) info = services_.authorisation.info_of_own(remote_start_tag());
    else info = services_.authorisation.decide(id_tag, services_.time.utc());
    return info;
}

/// What the row keeps of it beside its facts: the status as answered, and what is odd.
void ChargePoint::judge_start(const ocpp::StartTransaction::Request& request, const Connector* where,
                              StoredStart& start) {
    const bool late = is_late(start.began, start.row.received_at);
    const bool is_unknown = services_.authorisation.find(start.row.id_tag) == nullptr;
    const bool is_tolerated =
        late && is_unknown && services_.authorisation.policy() == AuthorisationPolicy::reject_unknown;
    start.info = authorise_start(*this, start, where, late);
    if (is_tolerated) start.info.status = AuthorizationStatus::Accepted;
    start.stands_beside = start.info.status == AuthorizationStatus::ConcurrentTx && where != nullptr &&
                          where->view.observed.transaction.has_value();
    Flags flags = start_flags(request, where != nullptr, start.row.received_at);
    flags.add_if(late, "offline").add_if(is_tolerated, "unknown_tag");
    flags.add_if(start.info.status != AuthorizationStatus::Accepted, "deauthorised");
    start.row.flags = flags.text();
    start.row.id_tag_status = start.info.status.text();
    if (start.info.parentIdTag) start.row.parent_id_tag = start.info.parentIdTag->value;
}

}  // namespace gateway
