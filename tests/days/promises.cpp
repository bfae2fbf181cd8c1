#include "promises.h"

#include <algorithm>
#include <cstdlib>

#include "alarms.h"
#include "gateway/decision/wanted_limit.h"
#include "judge.h"
#include "truth.h"

namespace days {

namespace {

/// The text between `before` and the next of `ends`; empty where there is none.
std::string_view text_after(std::string_view frame, std::string_view before, std::string_view ends = ",}\"") {
    const auto at = frame.find(before);
    if (at == std::string_view::npos) return {};
    const auto begin = at + before.size();
    return frame.substr(begin, frame.find_first_of(ends, begin) - begin);
}

}  // namespace

Promises::Promises(World& world, bool alarm_is_enough)
    : world_(world), alarm_is_enough_(alarm_is_enough), last_cause_(world.now()), passed_until_(world.now()) {
    for (int number = 1; number <= world_.connectors(); ++number) watched_[number];
    world_.watch(this);
}

Promises::~Promises() { world_.unwatch(this); }

void Promises::broke(const std::string& what) {
    world_.note("!! " + what);
    const double at = in_seconds(world_.now() - world_.began_at());
    if (broken_.size() < kMostBroken) broken_.push_back("at " + fixed(at, "s") + ": " + what);
}

// The ceiling and the pause.

void Promises::idle_pushed(int connector, std::string action) { watched_[connector].idle_action = std::move(action); }

void Promises::charge_pushed(int connector) {
    Watched& watched = watched_[connector];
    watched.idle_action.clear();
    watched.paused = false;
    watched.over_pause = {};
}

void Promises::note_pause(Watched& watched) {
    if (watched.idle_action.empty()) return;
    const canonical::Action* action = world_.action(watched.idle_action);
    if (!action || !canonical::is_terminal(action->state)) return;
    watched.paused = action->state == canonical::ActionState::completed;
    watched.idle_action.clear();
}

void Promises::time_passed() {
    // Nothing can be done without a link, nor seen while the charger waits for an answer that was lost: the clock
    // stands still.
    if (!world_.charger_is_heard() || !world_.gateway_is_up()) last_cause_ = world_.now();
    for (auto& [number, watched] : watched_) look_at(number, watched);
    passed_until_ = world_.now();
}

void Promises::look_at(int number, Watched& watched) {
    note_pause(watched);
    const gateway::ConnectorView* view = world_.view(number);
    const bool alarm = view && alarm_stands(*view, world_.now());
    saw_alarm_ |= alarm;
    const auto ceiling = world_.ceiling_kw(number);
    // What a frozen meter hides is nobody's to know.
    const bool is_hidden = world_.connector(number).frozen.has_value();
    const bool over = ceiling && !is_hidden && world_.power_w(number) > allowed_w(number, *ceiling);
    judge(watched.over_ceiling, over, alarm && alarm_is_enough_, number, "power over the ceiling");
    const bool leaves_pause = watched.paused && !is_hidden && world_.power_w(number) > kPausedWatts;
    judge(watched.over_pause, leaves_pause, alarm && alarm_is_enough_, number, "power in a pause", kPauseOnTop);
}

double Promises::allowed_w(int number, double ceiling_kw) const {
    const auto& connector = world_.connector(number);
    return ceiling_kw * 1000 +
           std::max(ceiling_kw * 1000 * (kCeilingShare - 1), kCeilingAmperes * connector.phases * connector.volts);
}

void Promises::judge(Excess& excess, bool is_over, bool alarm, int number, const char* what, seconds on_top) {
    if (!is_over || alarm) {
        // Late, and over in the end without a word: there was a lever.
        if (excess.late && !alarm) broke(*excess.late);
        excess = {};
        return;
    }
    if (!excess.since) excess.since = passed_until_;
    const auto lasted = world_.now() - std::max(*excess.since, last_cause_);
    if (lasted.count() <= 0) return;
    worst_overshoot_ = std::max(worst_overshoot_, lasted);
    if (lasted <= reaction(number) + on_top || excess.reported) return;
    const double ceiling_kw = world_.ceiling_kw(number).value_or(-1);
    excess.late = "connector " + std::to_string(number) + ": " + what + " for " + fixed(in_seconds(lasted), "s") +
                  ", " + fixed(world_.power_w(number) / 1000, "kW") + ", ceiling " + fixed(ceiling_kw, "kW");
    if (lasted <= kAlarmWithin + on_top && alarm_is_enough_) return;
    broke(*excess.late);
    excess.late.reset();
    excess.reported = true;
}

/// How long power may be over the ceiling until the right limit is told.
seconds Promises::reaction(int number) const {
    const auto& behaviour = world_.options().charger.behaviour;
    const seconds interval(world_.charger().configuration().integer("MeterValueSampleInterval"));
    const seconds answer = slowest_answer(behaviour);
    const seconds blind = blind_time(behaviour, world_.power_w(number), interval);
    // One more round of values where the first may be too high.
    constexpr seconds kOnTheWire{5};
    const seconds lower(behaviour.refuses_above_a > 0 ? 15 : 0);
    // Of several levers each is answered and shows its effect late.
    const seconds levers = takes_first_lever(behaviour) ? seconds(0) : slowest_effect(behaviour) + 2 * answer + blind;
    // A liar is set aside by its third value.
    const seconds liar = behaviour.power_told_zero || behaviour.power_in_kw_without_unit ? 2 * interval : seconds(0);
    return std::max(kReaction, slowest_effect(behaviour) + kOnTop + 2 * answer) + lower + liar + levers + kOnTheWire +
           blind;
}

void Promises::caused(Cause) {
    last_cause_ = world_.now();
    causes_.push_back(last_cause_);
}

// The calls.

void Promises::gateway_called(std::string_view frame) {
    count_call();
    if (frame.find("\"SetChargingProfile\"") != std::string_view::npos) note_profile(frame);
    if (frame.find("\"ClearChargingProfile\"") != std::string_view::npos) note_clear();
}

void Promises::count_call() {
    const SteadyTime now = world_.now();
    const auto forget = [now](std::deque<SteadyTime>& times) {
        while (!times.empty() && now - times.front() > std::chrono::hours(1)) times.pop_front();
    };
    calls_.push_back(now);
    forget(calls_);
    forget(causes_);
    const int calls = static_cast<int>(calls_.size());
    most_calls_ = std::max(most_calls_, calls);
    const int allowed = kCallsPerHour + kCallsPerCause * static_cast<int>(causes_.size());
    if (calls == allowed + 1) {
        broke(std::to_string(calls) + " calls within an hour of " + std::to_string(causes_.size()) + " causes");
    }
}

void Promises::note_profile(std::string_view frame) {
    SentProfile sent;
    sent.id = text_after(frame, "[2,\"");
    sent.key = std::string(text_after(frame, "\"connectorId\":")) + " " +
               std::string(text_after(frame, "\"chargingProfilePurpose\":\""));
    sent.limit = std::atof(std::string(text_after(frame, "\"limit\":")).c_str());
    sent.at = world_.now();
    const auto last =
        std::find_if(profiles_.begin(), profiles_.end(), [&](const SentProfile& each) { return each.key == sent.key; });
    if (last == profiles_.end()) return profiles_.push_back(sent);
    const bool from_or_to_zero = (sent.limit == 0) != (last->limit == 0);
    if (sent.at - last->at < kBetweenProfiles && !from_or_to_zero && !last->refused) {
        broke("two profiles of one purpose within " + fixed(in_seconds(sent.at - last->at), "s") + ": " + sent.key);
    }
    *last = sent;
}

/// The way down the strategies after a refusal is not wear.
void Promises::charger_answered(std::string_view frame) {
    const auto id = text_after(frame, "[3,\"");
    const auto failed = text_after(frame, "[4,\"");
    for (SentProfile& sent : profiles_) {
        if (sent.id == failed) sent.refused = true;
        if (sent.id == id) sent.refused = frame.find("\"Accepted\"") == std::string_view::npos;
    }
}

void Promises::note_clear() {
    for (int number = 1; number <= world_.connectors(); ++number) {
        const auto& connector = world_.connector(number);
        // One that the charger hides, and whose values do not come or show no flow, is nobody's to know.
        constexpr double kFlowingW = 100;
        const bool is_hidden = connector.announced == ocpp::ChargePointStatus::Available;
        const bool is_told = world_.charger_is_heard() && !connector.frozen && world_.power_w(number) > kFlowingW;
        if (is_hidden && !is_told) continue;
        if (connector.transaction && connector.transaction->id)
            broke("a profile is cleared while a transaction is open");
    }
}

// The end.

void Promises::expect_settled() {
    for (const auto& what : world_.broken_promises()) broke(what);
    if (!world_.gateway_is_up() || !world_.is_linked()) return broke("at the end there is no link");
    for (auto& [number, watched] : watched_) {
        const gateway::ConnectorView* view = world_.view(number);
        if (view) expect_settled(number, *view);
        else broke("at the end connector " + std::to_string(number) + " is unknown");
    }
    for (const auto& action : world_.storage().rows().actions()) {
        if (!canonical::is_terminal(action.state)) broke("an action is still open");
    }
}

void Promises::expect_settled(int number, const gateway::ConnectorView& view) {
    const std::string where = "at the end connector " + std::to_string(number);
    if (view.desired.max_charge_rate_kw != world_.ceiling_kw(number))
        broke(where + " has another ceiling than the owner was told");
    if (!is_settled(view)) broke(where + " has another limit than the one wanted");
}

bool Promises::is_settled() const {
    if (!world_.gateway_is_up() || !world_.is_linked()) return false;
    return std::all_of(watched_.begin(), watched_.end(), [this](const auto& each) {
        const gateway::ConnectorView* view = world_.view(each.first);
        return view && is_settled(*view);
    });
}

bool Promises::is_settled(const gateway::ConnectorView& view) const {
    if (!gateway::wanted_limit(view, gateway::binding_purpose(view)) || gateway::limit_is_settled(view)) return true;
    return alarm_stands(view, world_.now()) || refusal_is_visible(view);
}

}  // namespace days
