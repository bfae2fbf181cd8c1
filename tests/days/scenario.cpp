#include "scenario.h"

#include <algorithm>
#include <cstdio>
#include <stdexcept>

#include "alarms.h"
#include "promises.h"

namespace days {

namespace {

using std::chrono::hours;

constexpr double kHighShare = 0.85, kLowShare = 0.6;  ///< of what would flow without a ceiling

/// The scenario has ended before its time; what() says why.
struct Failed : std::runtime_error {
    using std::runtime_error::runtime_error;
};

std::string kilowatts(double watts) {
    char text[32];
    std::snprintf(text, sizeof text, "%.2f kW", watts / 1000);
    return text;
}

WorldOptions stage(const Persona& persona, std::ostream* trace) {
    WorldOptions options;
    options.charger = persona.charger;
    options.charger.vehicle.battery_kwh = 500;  // never full
    options.gateway.timings.meter_interval_s = gateway::ControlTimings().meter_interval_s;
    options.trace = trace;
    return options;
}

class Play {
  public:
    Play(const Persona& persona, std::ostream* trace)
        : persona_(persona), world_(stage(persona, trace)), promises_(world_, persona.leaves_no_lever) {
        const auto& charger = persona.charger;
        const int phases = charger.vehicle.used_phases(charger.phases);
        const double full_kw = std::min(charger.volts * phases * charger.max_current_a / 1000, charger.vehicle.max_kw);
        high_kw_ = full_kw * kHighShare;
        low_kw_ = full_kw * kLowShare;
    }

    Cell run(Scenario scenario) {
        Cell cell;
        try {
            play(scenario);
            world_.run_for(kCalm);
            // What is just being told, again or for the first time, is no broken promise.
            world_.run_until([this] { return promises_.is_settled(); }, persona_.goes_mute ? kCalm : Span(seconds(5)));
            promises_.expect_settled();
            if (!promises_.broken().empty()) cell.failure = promises_.broken().front();
        } catch (const Failed& failed) {
            cell.failure = failed.what();
            if (!promises_.broken().empty()) cell.failure += "; " + promises_.broken().front();
        }
        cell.instead = instead_;
        return cell;
    }

  private:
    static constexpr minutes kCalm{20};
    static constexpr seconds kReaction = Promises::kReaction;
    /// For what nobody's safety hangs on: a start, a rise.
    static constexpr minutes kPatience{5};

    void play(Scenario scenario) {
        world_.run_for(minutes(2));
        switch (scenario) {
            case Scenario::ceiling_down:
                return ceiling_down();
            case Scenario::ceiling_up:
                return ceiling_up();
            case Scenario::pause:
                return pause();
            case Scenario::resume:
                return resume();
            case Scenario::reboot:
                return reboot();
            case Scenario::drop:
                return drop();
            case Scenario::new_session:
                return new_session();
        }
    }

    void ceiling_down() {
        begin_session(high_kw_);
        set_ceiling(low_kw_);
        expect_under(low_kw_, "after the ceiling was lowered");
        world_.run_for(hours(1));
        expect_under(low_kw_, "an hour later");
    }

    void ceiling_up() {
        begin_session(low_kw_);
        set_ceiling(high_kw_);
        if (no_lever()) return;
        expect_soon([this] { return world_.power_w() > low_kw_ * 1000; }, "the higher ceiling is not used");
        expect_under(high_kw_, "after the ceiling was raised");
    }

    void pause() {
        begin_session(high_kw_);
        const std::string action = world_.idle();
        promises_.idle_pushed(1, action);
        if (!expect_completed(action)) return;
        expect([this] { return world_.power_w() < Promises::kPausedWatts; }, kReaction, "power in the pause");
        world_.run_for(hours(1));
        expect([this] { return world_.power_w() < Promises::kPausedWatts; }, seconds(0), "power an hour later");
    }

    void resume() {
        pause();
        if (!charge()) return;
        expect_charging("after the pause");
        expect_under(high_kw_, "after the pause");
    }

    void reboot() {
        begin_session(high_kw_);
        world_.reboot_charger();
        world_.run_for(minutes(3));
        if (!world_.connector().transaction) world_.swipe();
        expect_charging("after the reboot");
        expect_under(high_kw_, "after the reboot");
    }

    void drop() {
        begin_session(high_kw_);
        for (const Span away : {Span(seconds(5)), Span(minutes(10))}) {
            world_.drop_link(away);
            expect([this] { return world_.is_linked(); }, kPatience + away, "it does not come back");
            expect_charging("after the link was gone");
            expect_under(high_kw_, "after the link was gone");
        }
    }

    void new_session() {
        begin_session(high_kw_);
        world_.unplug();
        world_.run_for(minutes(5));
        world_.plug();
        world_.run_for(seconds(20));
        if (!world_.connector().transaction) world_.swipe();
        expect_charging("in the new session");
        expect_under(high_kw_, "in the new session");
    }

    // The parts.

    bool charge(bool again = false) {
        const std::string action = world_.charge();
        promises_.charge_pushed(1);
        if (expect_completed(action, persona_.goes_mute && !again)) return true;
        if (!persona_.goes_mute || again) return false;
        // Nobody can tell it anything until it has a new link.
        expect([this] { return world_.counters().reconnects > 1; }, kPatience, "the mute charger gets no new link");
        return charge(true);
    }

    void set_ceiling(double kilowatts) {
        if (!world_.set_ceiling(kilowatts)) throw Failed("the ceiling could not be written");
    }

    void begin_session(double ceiling_kw) {
        set_ceiling(ceiling_kw);
        world_.run_for(minutes(5));
        world_.plug();
        world_.run_for(seconds(20));
        if (!world_.connector().transaction) world_.swipe();
        expect_charging("at the beginning");
        expect_under(ceiling_kw, "at the beginning");
        world_.run_for(minutes(5));
    }

    void expect(const std::function<bool()>& it_is_so, Span within, const std::string& otherwise) {
        if (!world_.run_until(it_is_so, within)) throw Failed(otherwise + ", " + kilowatts(world_.power_w()));
    }
    void expect_soon(const std::function<bool()>& it_is_so, const std::string& otherwise) {
        expect(it_is_so, kPatience, otherwise);
    }

    void expect_charging(const std::string& when) {
        expect_soon([this] { return world_.power_w() > Promises::kPausedWatts; }, "no power " + when);
    }

    void expect_under(double ceiling_kw, const std::string& when) {
        if (no_lever()) return expect_alarm(when);
        const auto& connector = world_.connector();
        const double most_w = ceiling_kw * 1000 + connector.volts * connector.phases;
        expect([&] { return world_.power_w() <= most_w; }, kReaction, "over the ceiling " + when);
    }

    void expect_alarm(const std::string& when) {
        expect([this] { return alarm_stands(*world_.view(), world_.now()) || refusal_is_visible(*world_.view()); },
               Promises::kAlarmWithin, "neither limit nor alarm " + when);
        instead_ = "alarm";
    }

    /// False: it failed, as is asked for of such a charger.
    bool expect_completed(const std::string& id, bool may_time_out = false) {
        expect_soon([&] { return id.empty() || canonical::is_terminal(world_.action(id)->state); },
                    "a command never ends");
        if (id.empty()) {
            if (no_lever()) return false;
            throw Failed("a command was refused");
        }
        const canonical::Action& action = *world_.action(id);
        if (action.state == canonical::ActionState::completed) return true;
        const std::string code = action.error_code.value_or("");
        if (no_lever() || (may_time_out && code == "TIMEOUT")) return false;
        if (code == "REPLUG_REQUIRED" && persona_.must_be_replugged) {
            instead_ = "replug";
            return false;
        }
        throw Failed(std::string(canonical::to_text(action.command)) + " " +
                     std::string(canonical::to_text(action.state)) + " " + code);
    }

    bool no_lever() const { return persona_.leaves_no_lever; }

    const Persona& persona_;
    World world_;
    Promises promises_;
    double high_kw_ = 0, low_kw_ = 0;
    std::string instead_;
};

}  // namespace

std::string_view to_text(Scenario scenario) {
    switch (scenario) {
        case Scenario::ceiling_down:
            return "ceiling down";
        case Scenario::ceiling_up:
            return "ceiling up";
        case Scenario::pause:
            return "pause";
        case Scenario::resume:
            return "resume";
        case Scenario::reboot:
            return "reboot";
        case Scenario::drop:
            return "drop";
        case Scenario::new_session:
            return "new session";
    }
    return "";
}

Cell play(const Persona& persona, Scenario scenario, std::ostream* trace) { return Play(persona, trace).run(scenario); }

}  // namespace days
