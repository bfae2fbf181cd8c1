#include "limit_play.h"

#include <algorithm>

namespace gateway {

namespace {

constexpr double kVolts = 230;
constexpr double kRatedA = 32;
constexpr double kLeastA = 6;

double amperes_of(const SeenProfile& profile) {
    return profile.unit == "W" ? profile.limit / (3 * kVolts) : profile.limit;
}

bool replaces(const SeenProfile& newer, const SeenProfile& older) {
    return newer.purpose == older.purpose && newer.stack_level == older.stack_level &&
           newer.connector == older.connector;
}

}  // namespace

LimitPlay::LimitPlay(SiteOptions options) : bench(std::move(options)) {
    bench.answers["SetChargingProfile"] = [this](const GatewayCall&) { return take(*bench.last_profile()); };
    bench.answers["ClearChargingProfile"] = [this](const GatewayCall& call) {
        const auto is_meant = [&](const SeenProfile& each) {
            return call.payload.find('"' + each.purpose + '"') != std::string::npos;
        };
        const auto kept = std::remove_if(installed.begin(), installed.end(), is_meant);
        const bool found = kept != installed.end();
        installed.erase(kept, installed.end());
        return std::string(found ? kAccepted : R"({"status":"Unknown"})");
    };
}

std::string LimitPlay::take(const SeenProfile& profile) {
    const std::string answer = verdict ? verdict(profile) : kAccepted;
    if (answer != kAccepted) return answer;
    const auto is_old = [&](const SeenProfile& each) { return replaces(profile, each); };
    installed.erase(std::remove_if(installed.begin(), installed.end(), is_old), installed.end());
    installed.push_back(profile);
    return answer;
}

double LimitPlay::offered_a() const {
    const auto top = [&](const std::string& purpose) {
        const SeenProfile* best = nullptr;
        for (const SeenProfile& each : installed) {
            const bool counts = each.purpose == purpose && (!applies || applies(each));
            if (counts && (best == nullptr || each.stack_level > best->stack_level)) best = &each;
        }
        return best;
    };
    double amperes = kRatedA;
    if (const auto* session = top("TxProfile")) amperes = amperes_of(*session);
    else if (const auto* base = top("TxDefaultProfile")) amperes = amperes_of(*base);
    if (const auto* station = top("ChargePointMaxProfile")) amperes = std::min(amperes, amperes_of(*station));
    return amperes < kLeastA ? 0 : amperes;
}

double LimitPlay::drawn_kw() const { return std::min(offered_a(), vehicle_a) * kVolts * phases / 1000; }

void LimitPlay::draw_for(std::chrono::seconds span) {
    for (auto passed = 0s; passed < span; passed += 10s) {
        bench.advance(10s);
        peak_kw_ = std::max(peak_kw_, drawn_kw());
        bench.meter(drawn_kw(), phases);
    }
}

double LimitPlay::take_peak_kw() { return std::exchange(peak_kw_, 0); }

}  // namespace gateway
