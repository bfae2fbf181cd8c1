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

IdentityWatch::From place_of(const ChargePoint& charge_point, const std::string& address) {
    return address == charge_point.record().remote_address ? IdentityWatch::From::usual_address
                                                           : IdentityWatch::From::elsewhere;
}

/// Of two that show no key: who comes from where the charger was before, or is not seen to be another box, is it.
bool was_here_before(ChargePoint& charge_point, const ChargerLink& old, const std::string& newcomer_address,
                     SteadyTime now) {
    const std::string& usual = charge_point.record().remote_address;
    const bool old_is_usual = old.remote_address() == usual || charge_point.identity().is_settled(now);
    const bool newcomer_is_usual = newcomer_address == usual;
    if (old_is_usual == newcomer_is_usual) return charge_point.identity().is_stranger(now);
    return newcomer_is_usual;
}

/// The one to make room: of the address that has most of them, the one that was seen longest ago.
auto least_missed(ChargerRegistry::Discovered& discovered) {
    std::map<std::string, std::size_t> by_address;
    for (const auto& each : discovered) ++by_address[each.remote_address];
    return std::min_element(discovered.begin(), discovered.end(), [&](const auto& a, const auto& b) {
        const std::size_t of_a = by_address[a.remote_address], of_b = by_address[b.remote_address];
        return of_a != of_b ? of_a > of_b : a.last_seen < b.last_seen;
    });
}

}  // namespace

AdmissionDesk::AdmissionDesk(const SiteOptions& options, Time& time, storage::Storage& storage,
                             ChargerRegistry& registry, SecurityLog& security_log, const storage::Snapshot& snapshot)
    : options_(options),
      time_(time),
      storage_(storage),
      registry_(registry),
      security_log_(security_log),
      certificates_(snapshot.issued_certificates),
      attempts_(options.attempts),
      reconnects_(options.reconnects_per_hour) {}

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
    if (verdict.http_status == kHttpUpgraded && is_throttled(charge_point, request))
        return Admission::refuse(kHttpTooManyRequests);
    if (verdict.http_status == kHttpUpgraded) {
        charge_point.security().logged_in(verdict);
        return Admission::admit(id, verdict.security_profile);
    }
    if (!verdict.event.empty()) {
        const std::string text = verdict.event_text.empty() ? "" : verdict.event_text + " ";
        security_log_.note(id, verdict.event, text + "from " + request.remote_address);
    }
    return Admission::refuse(verdict.http_status);
}

/// The newer of two boxes waits while the older lives; the one that was here before does not.
bool AdmissionDesk::is_throttled(ChargePoint& charge_point, const UpgradeRequest& request) const {
    const SteadyTime now = time_.now();
    IdentityWatch& identity = charge_point.identity();
    if (!charge_point.is_connected() || !identity.is_clash(now)) return false;
    if (identity.newer_may_try(now, place_of(charge_point, request.remote_address))) return false;
    return !was_here_before(charge_point, *charge_point.link(), request.remote_address, now);
}

/// Remembered for the operator, bounded: whoever knocks under many names pushes out none but its own.
void AdmissionDesk::discover(const UpgradeRequest& request) {
    const UtcTime now = time_.utc();
    auto found = registry_.find_discovered(request.identity);
    if (found == registry_.discovered().end()) {
        if (registry_.discovered().size() >= options_.most_discovered) {
            registry_.discovered().erase(least_missed(registry_.discovered()));
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
    // Set between its handshake and now.
    const bool has_password = !charge_point->record().password_hash.empty();
    if (has_password && link->security_profile() == 0)
        return link->close(CloseCode::policy_violation, "a password is required");
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
    const bool is_the_charger =
        link->security_profile() > 0 || link->remote_address() == charge_point->record().remote_address;
    if (!reconnects_.may_connect(ChargerRegistry::folded(charge_point->record().id), link->remote_address(),
                                 time_.now(), is_the_charger)) {
        log::warning("charger.flapping", charge_point->record().id);
        return link->close(CloseCode::try_again_later, "too many reconnects");
    }
    warn_before_limit(charge_point->record().id);
    const auto old = charge_point->link();
    if (old) {
        log::info("charger.replaced_link", charge_point->record().id);
        charge_point->link_closed();
        old->close(CloseCode::going_away, "replaced by a newer connection");
    }
    charge_point->link_opened(std::move(link));
}

void AdmissionDesk::warn_before_limit(const std::string& id) {
    const std::string identity = ChargerRegistry::folded(id);
    if (!reconnects_.runs_short(identity, time_.now())) return;
    log::warning("charger.reconnects_often",
                 id + ": " + std::to_string(reconnects_.left(identity, time_.now()).value_or(0)) + " are left of " +
                     std::to_string(static_cast<int>(options_.reconnects_per_hour)) + " an hour, then it has to wait");
}

/// Two sockets claim one charger: the old one is asked whether it lives.
void AdmissionDesk::contend(const std::shared_ptr<ChargePoint>& charge_point, std::shared_ptr<ChargerLink> newcomer) {
    newcomer->pause_reading();
    contenders_.emplace(newcomer->generation(), newcomer);
    const auto old = charge_point->link();
    old->probe(kProbePatience, [this, charge_point, old, newcomer](bool alive) {
        const bool still_there = contenders_.erase(newcomer->generation()) > 0;
        if (!still_there) return;
        if (registry_.find(charge_point->record().id) != charge_point)
            return newcomer->close(CloseCode::policy_violation, "removed");
        const SteadyTime now = time_.now();
        IdentityWatch& identity = charge_point->identity();
        const bool is_contested = alive && charge_point->link() == old;
        const bool is_the_charger =
            is_contested && was_here_before(*charge_point, *old, newcomer->remote_address(), now);
        const auto place = place_of(*charge_point, (is_the_charger ? old : newcomer)->remote_address());
        if (is_the_charger &&
            identity.stranger_was_replaced(old->remote_address(), newcomer->remote_address(), now, place))
            charge_point->note_security(security_event::kIdentityClash, identity.words());
        if (is_contested && !is_the_charger) {
            log::warning("charger.duplicate", charge_point->record().id + " from " + newcomer->remote_address());
            if (identity.double_was_refused(old->remote_address(), newcomer->remote_address(), now, place))
                charge_point->note_security(security_event::kIdentityClash, identity.words());
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

void AdmissionDesk::end_sessions(ChargePoint& charge_point, const std::string& reason) {
    std::vector<std::shared_ptr<ChargerLink>> ended;
    for (const auto& [generation, link] : contenders_) {
        if (registry_.find(link->charge_point_id()).get() == &charge_point) ended.push_back(link);
    }
    if (const auto link = charge_point.link()) {
        charge_point.link_closed();
        ended.push_back(link);
    }
    for (const auto& link : ended) {
        contenders_.erase(link->generation());
        link->close(CloseCode::policy_violation, reason);
    }
}

void AdmissionDesk::link_closed(ChargerLink& link) {
    contenders_.erase(link.generation());
    const auto charge_point = registry_.find(link.charge_point_id());
    if (charge_point && charge_point->link().get() == &link) charge_point->link_closed();
}

}  // namespace gateway
