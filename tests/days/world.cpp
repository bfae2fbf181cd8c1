#include "world.h"

#include <algorithm>
#include <cstdio>
#include <ostream>
#include <stdexcept>

#include "neighbour.h"

namespace days {

namespace {

constexpr Span kShortestStep{1};
constexpr int kMostEventsAtOnce = 100000;

gateway::SiteOptions fast_site() {
    gateway::SiteOptions options;
    options.onboarding = gateway::Onboarding::automatic;
    options.timings.meter_interval_s = 60;
    options.timings.heartbeat_interval_s = 300;
    return options;
}

}  // namespace

WorldOptions::WorldOptions() : gateway(fast_site()) {}

std::string_view to_text(Cause cause) {
    switch (cause) {
        case Cause::ceiling:
            return "ceiling written";
        case Cause::command:
            return "command pushed";
        case Cause::reconnect:
            return "connected";
        case Cause::session:
            return "session begins";
        case Cause::phases:
            return "phase joined";
        case Cause::gateway_restart:
            return "gateway started";
        case Cause::lost_answer:
            return "answer lost";
        case Cause::misbehaviour:
            return "the charger offers more by itself";
    }
    return "";
}

World::World(WorldOptions options) : options_(std::move(options)), began_at_(time_.now()) {
    storage_.immediate = false;
    simulators::Surroundings surroundings;
    surroundings.send_frame = [this](const std::string& frame) { send_to_gateway(frame); };
    surroundings.drop_link = [this](Span away) {
        cut();
        plan_reconnect(away);
    };
    if (options_.trace) {
        surroundings.on_event = [this](const simulators::Event& event) { note(simulators::to_line(event)); };
    }
    charger_ = std::make_unique<simulators::ChargePoint>(options_.charger, std::move(surroundings), moment());
    ceilings_.resize(charger_->connectors().size());
    sessions_.resize(charger_->connectors().size());
    phases_.resize(charger_->connectors().size());
    clock_behind_ = options_.charger.clock_lag;
    start_gateway();
    plan_reconnect(Span(0));
    for (int number = 1; number <= options_.siblings; ++number) neighbours_.push_back(make_sibling(*this, number));
    if (options_.twin) neighbours_.push_back(make_twin(*this));
}

void World::unwatch(Onlooker* onlooker) {
    onlookers_.erase(std::remove(onlookers_.begin(), onlookers_.end(), onlooker), onlookers_.end());
}

World::~World() {
    storage_.forget_answers();
    time_.forget_posted();
}

// Time.

void World::run_until(SteadyTime end) {
    settle();
    while (step(end)) {
    }
}

bool World::run_until(const std::function<bool()>& it_is_so, Span at_most) {
    settle();
    const SteadyTime end = now() + at_most;
    while (!it_is_so()) {
        if (!step(end)) return it_is_so();
    }
    return true;
}

SteadyTime World::next_event() const {
    std::optional<SteadyTime> next;
    for (const auto& each : {connect_at_, start_gateway_at_, storage_answers_at_, power_cut_at_})
        gateway::keep_earlier(next, each);
    for (const auto& each : neighbours_) gateway::keep_earlier(next, each->next_event());
    if (const auto due = charger_->next_event()) {
        gateway::keep_earlier(next, std::max(*due, charger_told_at_ + kShortestStep));
    }
    if (!to_gateway_.empty()) gateway::keep_earlier(next, to_gateway_.front().due);
    if (!to_charger_.empty()) gateway::keep_earlier(next, to_charger_.front().due);
    for (const DeadLink& dead : dead_links_) gateway::keep_earlier(next, dead.noticed_at);
    return next.value_or(SteadyTime::max());
}

bool World::step(SteadyTime end) {
    const SteadyTime before = now();
    const SteadyTime target = std::max(before, std::min(end, next_event()));
    const bool rang = time_.ring_next(target);
    events_at_once_ = now() == before ? events_at_once_ + 1 : 0;
    if (events_at_once_ > kMostEventsAtOnce) throw std::runtime_error("time stands still");
    for (Onlooker* onlooker : onlookers_) onlooker->time_passed();
    ++counters_.events;
    if (!rang) do_what_is_due();
    settle();
    return rang || now() < end || next_event() <= end;
}

void World::do_what_is_due() {
    advance_charger();
    if (storage_answers_at_ && *storage_answers_at_ <= now()) deliver_storage();
    if (start_gateway_at_ && *start_gateway_at_ <= now()) start_gateway();
    bury_dead_links();
    deliver_frames();
    if (connect_at_ && *connect_at_ <= now()) connect();
    for (const auto& each : neighbours_) each->do_what_is_due();
    if (power_cut_at_ && *power_cut_at_ <= now()) {
        power_cut_at_.reset();
        ++counters_.power_cuts;
        note("the power is cut");
        reboot_charger();
    }
}

void World::advance_charger() {
    const auto due = charger_->next_event();
    if (!due || *due > now()) return;
    const auto offered = [this](int number) { return connector(number).offered.amperes; };
    std::vector<double> before;
    for (int number = 1; number <= connectors(); ++number) before.push_back(offered(number));
    charger_->advance(moment());
    charger_told_at_ = now();
    for (int number = 1; number <= connectors(); ++number) {
        if (offered(number) > before[static_cast<std::size_t>(number - 1)] + 0.1) cause(Cause::misbehaviour);
    }
}

/// Until nothing happens any more without time passing.
void World::settle() {
    bool moved = true;
    while (moved) {
        time_.run_posted();
        if (kill_at_write_ && site_ && storage_.waiting() > 0) kill_gateway(*std::exchange(kill_at_write_, {}));
        moved = options_.storage_latency.count() == 0 && deliver_storage();
        moved |= collect_frames();
        for (const auto& each : neighbours_) moved |= each->collect_frames();
        end_if_closed();
    }
    if (storage_.waiting() > 0 && !storage_answers_at_) storage_answers_at_ = now() + options_.storage_latency;
    notice_sessions();
}

bool World::deliver_storage() {
    storage_answers_at_.reset();
    return storage_.deliver() > 0;
}

void World::notice_sessions() {
    for (std::size_t i = 0; i < sessions_.size(); ++i) {
        const auto& connector = charger_->connectors()[i];
        const void* session = connector.transaction.get();
        if (session && session != sessions_[i]) {
            ++counters_.sessions;
            cause(Cause::session);
        }
        const int phases = connector.current_a > 0 ? connector.phases : phases_[i];
        if (phases > phases_[i] && phases_[i] > 0) cause(Cause::phases);
        sessions_[i] = session;
        phases_[i] = phases;
    }
}

void World::cause(Cause what) const {
    if (options_.trace) note("-- " + std::string(to_text(what)));
    for (Onlooker* onlooker : onlookers_) onlooker->caused(what);
}

// The gateway's process.

void World::start_gateway() {
    start_gateway_at_.reset();
    site_ = std::make_unique<gateway::Site>(options_.gateway, time_, storage_, storage_.load());
    ++counters_.gateway_starts;
    check_what_survived();
    cause(Cause::gateway_restart);
}

void World::kill_gateway(Span down) {
    if (!site_) return;
    note("the gateway is killed");
    kill_at_write_.reset();
    const bool was_linked = is_linked();
    cut();
    dead_links_.clear();
    time_.forget_posted();
    storage_.forget_answers();
    storage_answers_at_.reset();
    for (const auto& each : neighbours_) each->gateway_is_gone();
    site_.reset();
    time_.forget_posted();
    start_gateway_at_ = now() + down;
    if (was_linked) act([](auto& charger, auto at) { charger.on_disconnected(at); });
    plan_reconnect(options_.reconnects_after);
}

void World::nothing_goes_wrong_any_more() {
    kill_at_write_.reset();
    cut_power_at_write_.reset();
    charger_answers_to_lose_ = gateway_answers_to_lose_ = 0;
    network_back_at_ = now();
    if (start_gateway_at_) start_gateway_at_ = now();
    if (!link_) plan_reconnect(options_.reconnects_after);
}

/// What was promised is there; what was asked for and not answered may be.
void World::check_what_survived() {
    for (const auto& [id, row] : storage_.rows().connectors()) {
        if (row.charge_point_id != kIdentity) continue;
        const auto index = static_cast<std::size_t>(row.connector_id - 1);
        if (index >= ceilings_.size()) continue;
        auto& ceiling = ceilings_[index];
        const auto stored = row.desired.max_charge_rate_kw;
        if (ceiling.asked && stored == ceiling.asked) ceiling.told = ceiling.asked;
        ceiling.asked.reset();
        if (stored != ceiling.told) broken_promises_.push_back("a ceiling is not what it was before the restart");
    }
}

void World::note(std::string_view text) const {
    if (!options_.trace) return;
    const double at = std::chrono::duration<double>(now() - began_at_).count();
    char stamp[32];
    std::snprintf(stamp, sizeof stamp, "%10.3f  ", at);
    *options_.trace << stamp << text << '\n';
}

}  // namespace days
