#include "day_plan.h"

#include <algorithm>
#include <cstdio>

#include "chance.h"
#include "day_kinds.h"

namespace days {

namespace {

constexpr double kDayS = 24 * 3600;
constexpr double kCalmFromS = kDayS - 20 * 60;
/// The last of what happens ends a little before the calm.
constexpr double kLatestS = kCalmFromS - 120;
constexpr double kLongestDropS = 4 * 3600;
constexpr double kKindDays = 0.3;  ///< share of the days on which nothing is odd
constexpr std::uint64_t kOddSalt = 0x9e3779b97f4a7c15;

Span to_span(double in_seconds) { return Span(static_cast<std::int64_t>(in_seconds * 1000)); }

/// Draws a day, part by part.
class Planner {
  public:
    explicit Planner(std::uint64_t seed) : chance_(seed * 2 + 1) { plan_.seed = seed; }

    DayPlan plan() {
        const auto& list = personas();
        const Persona& persona = list[plan_.seed % list.size()];
        plan_.persona = &persona;
        plan_.world.charger = persona.charger;
        equip();
        for (int connector = 1; connector <= plan_.world.charger.connectors; ++connector) {
            sessions(connector);
            wishes(connector);
        }
        faults();
        oddities();
        std::stable_sort(plan_.happenings.begin(), plan_.happenings.end(),
                         [](const auto& a, const auto& b) { return a.at < b.at; });
        return std::move(plan_);
    }

  private:
    struct Session {
        double begin_s, end_s;
    };

    void equip() {
        auto& charger = plan_.world.charger;
        charger.autostart = chance_.is(0.4);
        charger.vehicle.phases = chance_.one_of({1, 1, 2, 3, 3, 3});
        charger.vehicle.max_kw = chance_.one_of({3.7, 7.4, 11.0, 11.0, 22.0});
        charger.vehicle.battery_kwh = chance_.between(40, 100);
        charger.vehicle.soc_percent = chance_.between(5, 50);
        plan_.world.latency = to_span(chance_.spread(0.005, 0.5));
        plan_.world.storage_latency = chance_.is(0.7) ? Span(0) : to_span(chance_.spread(0.002, 2));
        plan_.world.notices_dead_link = chance_.is(0.5) ? Span(0) : to_span(chance_.between(0, 70));
        plan_.world.reconnects_after = to_span(chance_.spread(1, 60));
    }

    void add(double at_s, Deed deed, int connector = 1, double value = 0, double span_s = 0) {
        if (at_s > kLatestS) return;
        const double span = std::min(span_s, kLatestS - at_s);
        plan_.happenings.push_back({to_span(at_s), deed, connector, value, to_span(span)});
    }

    void sessions(int connector) {
        double at = chance_.spread(30, 6 * 3600);
        for (int left = chance_.whole(1, 3); left > 0 && at < kLatestS; --left) {
            const double end = at + chance_.spread(300, 4 * 3600);
            session({at, end}, connector);
            at = end + chance_.spread(20, 6 * 3600);
        }
    }

    void session(Session session, int connector) {
        sessions_.push_back(session);
        if (chance_.is(0.25)) {
            add(session.begin_s - chance_.between(5, 25), Deed::swipe, connector);
        } else if (!plan_.world.charger.autostart && chance_.is(0.6)) {
            add(session.begin_s + chance_.between(5, 120), Deed::swipe, connector);
        }
        add(session.begin_s, Deed::plug, connector);
        if (chance_.is(0.3)) add(session.begin_s + chance_.between(-60, 120), Deed::charge, connector);
        if (chance_.is(0.3)) add(within(session), Deed::phases, connector, chance_.whole(1, 3));
        if (chance_.is(0.3)) add(session.end_s - chance_.between(5, 60), Deed::swipe, connector);
        if (!chance_.is(0.1)) add(session.end_s, Deed::unplug, connector);
    }

    double within(const Session& session) { return chance_.between(session.begin_s, session.end_s); }

    /// Mostly when it matters.
    double moment() {
        if (chance_.is(0.25)) return chance_.between(60, kLatestS);
        return within(sessions_[chance_.next() % sessions_.size()]);
    }

    double ceiling_kw() {
        if (chance_.is(0.08)) return 0;
        if (chance_.is(0.15)) return chance_.between(0.2, 1.5);  // below the minimum of one phase
        if (chance_.is(0.2)) return chance_.between(1.4, 4.3);   // above it on one phase, below it on three
        if (chance_.is(0.1)) return 50;                          // more than there is
        return chance_.is(0.5) ? chance_.whole(2, 22) : chance_.between(2, 22);
    }

    void wishes(int connector) {
        if (chance_.is(0.9)) add(chance_.between(20, 120), Deed::ceiling, connector, ceiling_kw());
        for (int left = chance_.whole(0, 6); left > 0; --left) add(moment(), Deed::ceiling, connector, ceiling_kw());
        for (int left = chance_.whole(0, 4); left > 0; --left) {
            const double at = moment();
            add(at, Deed::idle, connector);
            if (chance_.is(0.7)) add(at + chance_.spread(1, 7200), Deed::charge, connector);
        }
        if (chance_.is(0.2)) add(moment(), Deed::charge, connector);
        if (chance_.is(0.1)) burst(moment(), connector);
    }

    /// An owner's program that moves a slider.
    void burst(double at_s, int connector) {
        for (int left = chance_.whole(5, 40); left > 0; --left) {
            add(at_s, Deed::ceiling, connector, ceiling_kw());
            at_s += chance_.spread(0.05, 20);
        }
    }

    void faults() {
        for (int left = chance_.whole(0, 2); left > 0; --left) add(moment(), Deed::reboot);
        for (int left = chance_.whole(0, 3); left > 0; --left) {
            add(moment(), Deed::drop, 1, 0, chance_.spread(0.5, kLongestDropS));
        }
        for (int left = chance_.whole(0, 2); left > 0; --left)
            add(moment(), Deed::stall, 1, 0, chance_.spread(0.5, 50));
        for (int left = chance_.whole(0, 3); left > 0; --left) {
            const Deed side = chance_.is(0.7) ? Deed::lose_charger_answers : Deed::lose_gateway_answers;
            add(moment(), side, 1, chance_.whole(1, 3));
        }
        for (int left = chance_.whole(0, 2); left > 0; --left) {
            const Deed way = chance_.is(0.5) ? Deed::kill : Deed::kill_at_write;
            add(moment(), way, 1, 0, chance_.spread(0.5, 3600));
        }
    }

    /// Each is drawn by a chance of its own: neither the rest of the day nor the others depend on it, nor on which are
    /// in use.
    void oddities() {
        static const auto in_use = oddities_in_use();
        const auto& all = days::oddities();
        Chance odd(plan_.seed * 2 + kOddSalt);
        if (in_use.empty() || odd.is(kKindDays)) return;
        if (plan_.persona->goes_mute) return;  // nothing follows a limit that it does not hear
        for (int left = odd.whole(1, 3); left > 0; --left) {
            const Oddity& each = all[odd.next() % all.size()];
            Chance own(odd.next());
            if (std::find(in_use.begin(), in_use.end(), &each) == in_use.end() || has_drawn(plan_, each.name)) continue;
            if (each.give(own, plan_)) plan_.odd.emplace_back(each.name);
        }
    }

    Chance chance_;
    DayPlan plan_;
    std::vector<Session> sessions_;
};

const char* name(Deed deed) {
    switch (deed) {
        case Deed::plug:
            return "plug";
        case Deed::unplug:
            return "unplug";
        case Deed::swipe:
            return "swipe";
        case Deed::ceiling:
            return "ceiling";
        case Deed::charge:
            return "charge";
        case Deed::idle:
            return "idle";
        case Deed::phases:
            return "phases";
        case Deed::reboot:
            return "reboot";
        case Deed::drop:
            return "drop";
        case Deed::stall:
            return "stall";
        case Deed::lose_charger_answers:
            return "lose answers of the charger";
        case Deed::lose_gateway_answers:
            return "lose answers of the gateway";
        case Deed::kill:
            return "kill";
        case Deed::kill_at_write:
            return "kill at the next write";
        case Deed::set_clock:
            return "set the charger's clock back by seconds";
        case Deed::cut_power_at_key_write:
            return "cut the power at the next write of a key";
    }
    return "";
}

std::string line_of(const Happening& happening) {
    char line[120];
    std::snprintf(line, sizeof line, "  %10.3f  connector %d  %s", happening.at.count() / 1000.0, happening.connector,
                  name(happening.deed));
    std::string text = line;
    if (happening.value != 0 || happening.deed == Deed::ceiling) text += " " + std::to_string(happening.value);
    if (happening.span.count() != 0) text += " for " + std::to_string(happening.span.count()) + " ms";
    return text + "\n";
}

}  // namespace

std::string DayPlan::to_text() const {
    const auto& charger = world.charger;
    std::string text =
        "day " + std::to_string(seed) + ": persona " + persona->name + ", " + std::to_string(charger.connectors) +
        " connectors, charger of " + std::to_string(charger.phases) + " phases, vehicle of " +
        std::to_string(charger.vehicle.phases) + " phases and " + std::to_string(charger.vehicle.max_kw) + " kW" +
        (charger.autostart ? ", starts by itself" : "") + ", latency " + std::to_string(world.latency.count()) +
        " ms, storage " + std::to_string(world.storage_latency.count()) + " ms, dead link noticed after " +
        std::to_string(world.notices_dead_link.count()) + " ms, reconnects after " +
        std::to_string(world.reconnects_after.count()) + " ms\n";
    text += "odd:";
    for (const auto& name : odd) text += " " + name;
    text += "\n";
    for (const Happening& happening : happenings) text += line_of(happening);
    return text;
}

DayPlan plan_day(std::uint64_t seed) { return Planner(seed).plan(); }

}  // namespace days
