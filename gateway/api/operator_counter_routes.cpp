#include "gateway/api/operator_routes.h"
#include "gateway/reports/charger_view.h"

/// The counters of the whole gateway.
namespace gateway {

namespace {

std::int64_t count_of(std::uint64_t count) { return static_cast<std::int64_t>(count); }

void write_storage(json::Writer& out, const storage::Counters& counters) {
    out.begin_object().member("commits", counters.commits).member("failedCommits", counters.failed_commits);
    out.member("batches", counters.batches).member("refusedBatches", counters.refused_batches);
    out.member("overflowedBatches", counters.overflowed_batches).member("reopened", counters.reopened);
    out.member("busyReads", counters.busy_reads).member("failedReads", counters.failed_reads);
    out.member("droppedDeliveries", counters.dropped_deliveries);
    out.member("droppedAudit", counters.dropped_audit).end_object();
}

void write_site(json::Writer& out, const Site& site) {
    std::int64_t online = 0;
    ocpp::QuirkCounters quirks;
    for (const auto& [id, charge_point] : site.charge_points()) {
        if (charge_point->is_connected()) ++online;
        for (std::size_t i = 0; i < quirks.counts.size(); ++i) quirks.counts[i] += charge_point->quirks().counts[i];
    }
    out.key("chargePoints").begin_object().member("known", count_of(site.charge_points().size()));
    out.member("online", online).member("discovered", count_of(site.registry().discovered().size())).end_object();
    write_quirk_counts(out.key("quirks"), quirks);
    const AttemptCounters& logins = site.admission().attempt_counters();
    out.key("logins")
        .begin_object()
        .member("failed", count_of(logins.failures))
        .member("blocks", count_of(logins.blocks));
    out.member("refused", count_of(logins.refused)).member("forgotten", count_of(logins.forgotten));
    out.member("reconnectsRefused", count_of(site.admission().reconnects().refused()));
    out.member("reconnectsRunShort", count_of(site.admission().reconnects().running_short())).end_object();
    const SecurityLog::Counters& events = site.security_log().counters();
    out.key("securityEvents").begin_object().member("reported", count_of(events.reported));
    out.member("noticed", count_of(events.noticed)).member("overRate", count_of(events.over_rate)).end_object();
    const FrameBudget& frames = site.frame_budget();
    out.key("frames")
        .begin_object()
        .member("cut", count_of(frames.cut))
        .member("dropped", count_of(frames.dropped))
        .end_object();
}

}  // namespace

void OperatorRoutes::add_counter_routes(RouteTable& routes) {
    routes.add("GET", "/operator/counters", Access::live(Scope::operate), bind(&OperatorRoutes::read_counters));
}

void OperatorRoutes::read_counters(ApiCall& call) {
    call.succeed(200, [&](json::Writer& out) {
        out.begin_object();
        write_site(out, site_);
        write_storage(out.key("storage"), storage_.counters());
        const auto& calls = calls_.counters();
        out.key("calls")
            .begin_object()
            .member("asked", count_of(calls.asked))
            .member("forgotten", count_of(calls.forgotten));
        out.member("startsInVain", count_of(calls.starts_in_vain))
            .member("disruptionsRefused", count_of(disruptions_refused_))
            .end_object();
        counters_.write(out);
        out.end_object();
    });
}

}  // namespace gateway
