#include "gateway/site/admission_desk.h"

#include <algorithm>

#include "gateway/log.h"

namespace gateway {

namespace {

constexpr std::chrono::seconds kProbePatience{3};
constexpr std::chrono::seconds kBetweenDiscoveriesLogged{1};  // BI-051; the operator's list has them all
constexpr int kHttpUpgraded = 101, kHttpUnauthorised = 401, kHttpNotFound = 404, kHttpTooManyRequests = 429,
              kHttpUnavailable = 503;

/// A right key at the wrong port or at a bad time (403, 503) is no guess; it must not keep out a mended charger.
bool is_a_guess(int status) { return status == kHttpUnauthorised || status == kHttpNotFound; }

bool is_usable(const std::string& identity) {
    return !identity.empty() && identity.size() <= ChargerRegistry::kLongestIdentity;
}

/// One that was approved before it ever came has none yet.
bool is_usual_address(const storage::ChargePointRecord& record, const std::string& address) {
    return record.remote_address.empty() || record.remote_address == address;
}

}  // namespace

AdmissionDesk::AdmissionDesk(const SiteOptions& options, Time& time, storage::Storage& storage,
                             ChargerRegistry& registry, SecurityLog& security_log, const storage::Snapshot& snapshot)
    : options_(options),
      time_(time),
      storage_(storage),
      registry_(registry),
      security_log_(security_log),
      attempts_(options.attempts),
      reconnects_(options.reconnects_per_hour) {
    for (const auto& row : snapshot.issued_certificates) {
        if (row.revoked_at) revoked_certificates_.insert(row.serial_number);
    }
}

Admission AdmissionDesk::admit(const UpgradeRequest& request, canonical::Environment environment) {
    const auto known = find_named(request);
    const AttemptLimits::Attempt attempt{request.remote_address,
                                         known ? ChargerRegistry::folded(known->record().id) : std::string(),
                                         known && is_usual_address(known->record(), request.remote_address)};
    if (!attempts_.may_try(attempt, time_.now())) return Admission::refuse(kHttpTooManyRequests);
    // A name that was heard before is no search for names: such chargers redial until somebody approves them.
    const bool is_discovered_already =
        !known && registry_.find_discovered(request.identity) != registry_.discovered().end();
    const Admission verdict = judge(known, request, environment);
    if (verdict.http_status == kHttpUpgraded) {
        attempts_.succeeded(attempt);
    } else if (is_a_guess(verdict.http_status) && !is_discovered_already && attempts_.failed(attempt, time_.now())) {
        log::warning("charger.attempts_blocked", request.identity + " from " + request.remote_address);
    }
    return verdict;
}

std::shared_ptr<ChargePoint> AdmissionDesk::find_named(const UpgradeRequest& request) const {
    if (!is_usable(request.identity)) return nullptr;
    auto known = registry_.find(request.identity);
    for (const auto& name : request.other_names) {
        if (known) break;
        known = registry_.find(name);
        if (known) log::info("charger.other_name", known->record().id + " asked as " + request.identity);
    }
    return known;
}

Admission AdmissionDesk::judge(const std::shared_ptr<ChargePoint>& known, const UpgradeRequest& request,
                               canonical::Environment environment) {
    if (!is_usable(request.identity)) return Admission::refuse(kHttpNotFound);
    if (known && known->record().environment != environment) return Admission::refuse(kHttpNotFound);
    if (known) return admit_known(*known, request);
    return environment == canonical::Environment::live ? admit_unknown(request) : Admission::refuse(kHttpNotFound);
}

Admission AdmissionDesk::admit_unknown(const UpgradeRequest& request) {
    switch (options_.onboarding) {
        case Onboarding::closed:
            return Admission::refuse(kHttpNotFound);
        case Onboarding::approve:
            discover(request);
            return Admission::refuse(kHttpNotFound);
        case Onboarding::automatic:
            break;
    }
    if (registry_.is_full()) return Admission::refuse(kHttpUnavailable);
    storage::ChargePointRecord record;
    record.id = request.identity;
    const auto verdict = judge_admission(record, request, rules());
    if (verdict.http_status != kHttpUpgraded) return Admission::refuse(verdict.http_status);
    record.security_profile = verdict.security_profile;
    record.approved = true;
    record.remote_address = request.remote_address;
    record.first_seen = record.last_seen = time_.utc();
    storage_.write({storage::PutChargePoint{record}}, [](const storage::Written&) {});
    log::info("charger.registered", record.id + " from " + request.remote_address);
    return Admission::admit(registry_.add(std::move(record))->record().id, verdict.security_profile);
}

/// A known charger's login: profile, password, certificate.
Admission AdmissionDesk::admit_known(ChargePoint& charge_point, const UpgradeRequest& request) {
    const std::string id = charge_point.record().id;
    const AdmissionVerdict verdict = judge_admission(charge_point.record(), request, rules());
    const SteadyTime now = time_.now();
    const bool has_twin = charge_point.is_connected() && charge_point.identity().is_clash(now);
    if (verdict.http_status == kHttpUpgraded && has_twin && !charge_point.identity().newer_may_try(now))
        return Admission::refuse(kHttpTooManyRequests);
    if (verdict.http_status == kHttpUpgraded) {
        charge_point.security().logged_in(verdict, request.remote_address);
        return Admission::admit(id, verdict.security_profile);
    }
    if (!verdict.event.empty()) {
        const std::string text = verdict.event_text.empty() ? "" : verdict.event_text + " ";
        security_log_.note(id, verdict.event, text + "from " + request.remote_address);
    }
    return Admission::refuse(verdict.http_status);
}

/// Remembered for the operator, bounded: the one seen longest ago makes room.
void AdmissionDesk::discover(const UpgradeRequest& request) {
    const UtcTime now = time_.utc();
    auto found = registry_.find_discovered(request.identity);
    if (found == registry_.discovered().end()) {
        if (registry_.discovered().size() >= options_.most_discovered) {
            registry_.discovered().erase(
                std::min_element(registry_.discovered().begin(), registry_.discovered().end(),
                                 [](const auto& a, const auto& b) { return a.last_seen < b.last_seen; }));
        }
        storage::ChargePointRecord record;
        record.id = request.identity;
        record.first_seen = now;
        registry_.discovered().push_back(record);
        found = std::prev(registry_.discovered().end());
        log_discovery(request);
    }
    found->remote_address = request.remote_address;
    found->last_seen = now;
    ++found->attempts;
}

void AdmissionDesk::log_discovery(const UpgradeRequest& request) {
    const SteadyTime now = time_.now();
    if (discovery_logged_ && now - *discovery_logged_ < kBetweenDiscoveriesLogged) return;
    discovery_logged_ = now;
    log::info("charger.discovered", request.identity + " from " + request.remote_address);
}

// Sockets.

void AdmissionDesk::link_opened(std::shared_ptr<ChargerLink> link) {
    const auto charge_point = registry_.find(link->charge_point_id());
    if (!charge_point) return link->close(CloseCode::policy_violation, "not registered any more");
    const auto& old = charge_point->link();
    const bool has_twin = charge_point->identity().is_clash(time_.now());
    const bool is_the_same = old && old->remote_address() == link->remote_address() && !has_twin;
    const bool is_settled =
        !old || is_the_same || old->is_silent() || old->security_profile() < link->security_profile();
    if (is_settled) return take_over(charge_point, std::move(link));
    contend(charge_point, std::move(link));
}

/// Who shows more than the one before is the charger; who is refused as its double spends nothing of its allowance.
void AdmissionDesk::take_over(const std::shared_ptr<ChargePoint>& charge_point, std::shared_ptr<ChargerLink> link) {
    if (!reconnects_.may_connect(ChargerRegistry::folded(charge_point->record().id), time_.now())) {
        log::warning("charger.flapping", charge_point->record().id);
        return link->close(CloseCode::try_again_later, "too many reconnects");
    }
    const auto old = charge_point->link();
    if (old) {
        log::info("charger.replaced_link", charge_point->record().id);
        charge_point->link_closed();
        old->close(CloseCode::going_away, "replaced by a newer connection");
    }
    charge_point->link_opened(std::move(link));
}

/// Two sockets claim one charger: the old one is asked whether it lives.
void AdmissionDesk::contend(const std::shared_ptr<ChargePoint>& charge_point, std::shared_ptr<ChargerLink> newcomer) {
    newcomer->pause_reading();
    contenders_.insert(newcomer->generation());
    const auto old = charge_point->link();
    old->probe(kProbePatience, [this, charge_point, old, newcomer](bool alive) {
        const bool still_there = contenders_.erase(newcomer->generation()) > 0;
        if (!still_there) return;
        if (registry_.find(charge_point->record().id) != charge_point)
            return newcomer->close(CloseCode::policy_violation, "removed");
        if (alive && charge_point->link() == old) {
            log::warning("charger.duplicate", charge_point->record().id + " from " + newcomer->remote_address());
            IdentityWatch& identity = charge_point->identity();
            if (identity.double_was_refused(old->remote_address(), newcomer->remote_address(), time_.now()))
                charge_point->note_security(security_event::identity_clash, identity.words());
            return newcomer->close(CloseCode::policy_violation, "duplicate");
        }
        take_over(charge_point, newcomer);
        newcomer->resume_reading();
    });
}

void AdmissionDesk::received(ChargerLink& link, std::string text) {
    const auto charge_point = registry_.find(link.charge_point_id());
    if (charge_point && charge_point->link().get() == &link) charge_point->received(std::move(text));
}

void AdmissionDesk::link_closed(ChargerLink& link) {
    contenders_.erase(link.generation());
    const auto charge_point = registry_.find(link.charge_point_id());
    if (charge_point && charge_point->link().get() == &link) charge_point->link_closed();
}

}  // namespace gateway
