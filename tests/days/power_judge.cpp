#include "power_judge.h"

#include <algorithm>

#include "truth.h"

namespace days {

namespace {

constexpr minutes kRemembered{90};
constexpr seconds kLateBy{12};  ///< latency, the charger's own queue, the uncertainty of a step

}  // namespace

void PowerJudge::remember(int number) {
    auto& points = history_[number];
    const auto& connector = world_.connector(number);
    const double kilowatts = connector.power_w() / 1000;
    if (!points.empty() && points.back().kilowatts == kilowatts) points.back().at = world_.now();
    else points.push_back({world_.now(), kilowatts});
    // The first one only says from when on the second one counts.
    while (points.size() > 2 && world_.now() - points[1].at > kRemembered) points.pop_front();
}

void PowerJudge::time_passed() {
    for (int number = 1; number <= world_.connectors(); ++number) remember(number);
    if (!world_.is_linked() || !world_.gateway_is_up()) last_cause_ = world_.now();
    if (world_.now() - looked_at_ < kEvery) return;
    looked_at_ = world_.now();
    if (world_.now() - last_cause_ < kCalm) return;
    for (int number = 1; number <= world_.connectors(); ++number) look_at(number);
}

void PowerJudge::look_at(int number) {
    const gateway::ConnectorView* view = world_.view(number);
    if (!view) return;
    const auto reading = view->power(world_.now());
    if (!reading || reading->source == gateway::PowerSource::unknown) return;
    // A status that lies is found out by the next sample, and the first seconds after a session may be its last words.
    const auto interval = seconds(world_.options().gateway.timings.meter_interval_s);
    // Where no meter tells anything, nobody finds out.
    const bool is_implied = reading->source == gateway::PowerSource::implied;
    if (is_implied && !flow_can_be_seen(behaviour())) return;
    // Nor what has changed since it froze.
    if (world_.connector(number).frozen) return;
    if (is_implied && world_.now() - reading->since < 2 * interval + kLateBy) return;
    ++judged_;
    judge_bounds(number, *reading);
    judge_read(number, *reading);
}

void PowerJudge::judge_bounds(int number, const gateway::PowerReading& reading) {
    const Range truth = allowed(number, reading);
    const double slack_least = truth.most_kw * (1 + kShare) + kSlackKw;
    const double slack_most = truth.least_kw * (1 - kShare) - kSlackKw;
    const bool within = reading.least_kw <= slack_least && reading.most_kw >= slack_most;
    if (within && !(reading.source == gateway::PowerSource::measured && meters_tell_the_truth(behaviour()) &&
                    (reading.kilowatts > slack_least || reading.kilowatts < slack_most)))
        return;
    broke("connector " + std::to_string(number) + ": " + std::string(gateway::to_text(reading.source)) + " power " +
          fixed(reading.kilowatts, "kW") + " in " + fixed(reading.least_kw, "to") + " " + fixed(reading.most_kw, "kW") +
          " of the last " + fixed(in_seconds(world_.now() - reading.since), "s") + ", true are " +
          fixed(truth.least_kw, "to") + " " + fixed(truth.most_kw, "kW"));
}

void PowerJudge::judge_read(int number, const gateway::PowerReading& reading) {
    const auto device = world_.describe(number);
    if (!device) return;
    const std::string where = "connector " + std::to_string(number) + ": ";
    if (device->current_power_kw < 0) broke(where + "the power shown is negative");
    const bool claims = reading.source != gateway::PowerSource::unknown && device->is_charging;
    if (claims && device->current_power_kw <= 0.1)
        broke(where + "charging, and " + fixed(device->current_power_kw, "kW"));
    const Range truth = true_range(number, world_.now() - minutes(4), world_.now());
    const bool unseen = truth.least_kw > 1 && device->current_power_kw < 0.1;
    if (unseen && flow_can_be_seen(behaviour()))
        broke(where + "nothing is shown while " + fixed(truth.least_kw, "kW") + " flow");
}

PowerJudge::Range PowerJudge::true_range(int number, SteadyTime from, SteadyTime to) const {
    const auto& points = history_.at(number);
    Range range{1e9, 0};
    const auto take = [&range](double kilowatts) {
        range = {std::min(range.least_kw, kilowatts), std::max(range.most_kw, kilowatts)};
    };
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (points[i].at >= from && (i == 0 || points[i - 1].at < to)) take(points[i].kilowatts);
    }
    return points.empty() ? Range{0, 0} : range;
}

double PowerJudge::true_kwh(int number, SteadyTime from, SteadyTime to) const {
    const auto& points = history_.at(number);
    double kwh = 0;
    for (std::size_t i = 1; i < points.size(); ++i) {
        const auto begin = std::max(points[i - 1].at, from), end = std::min(points[i].at, to);
        if (begin < end) kwh += points[i].kilowatts * in_seconds(end - begin) / 3600;
    }
    return kwh;
}

PowerJudge::Range PowerJudge::allowed(int number, const gateway::PowerReading& reading) const {
    // Of the second that the charger tells.
    const Range range = true_range(number, reading.since - kLateBy, reading.at + seconds(1));
    const double hours = in_seconds(reading.at - reading.since) / 3600;
    if (hours <= 0) return range;
    return {std::max(range.least_kw, true_kwh(number, reading.since, reading.at - kLateBy) / hours),
            std::min(range.most_kw, true_kwh(number, reading.since - kLateBy, reading.at) / hours)};
}

}  // namespace days
