#include <algorithm>

#include "world.h"

/// The network of the World: one link at a time, frames that take their time, links that die unnoticed.
namespace days {

namespace {

constexpr const char* kAddress = "192.0.2.7";

bool is_call(std::string_view frame) { return frame.substr(0, 2) == "[2"; }

}  // namespace

void World::plan_reconnect(Span away) {
    connect_at_ = std::max(now() + away, network_back_at_);
    if (start_gateway_at_) connect_at_ = std::max(*connect_at_, *start_gateway_at_ + options_.reconnects_after);
}

void World::connect() {
    connect_at_.reset();
    if (link_) return;
    if (!site_) return plan_reconnect(options_.reconnects_after);
    gateway::UpgradeRequest request;
    request.identity = std::string(kIdentity);
    request.remote_address = kAddress;
    const auto admission = site_->admission().admit(request, canonical::Environment::live);
    if (admission.http_status != 101) return plan_reconnect(options_.reconnects_after);
    link_ = std::make_shared<gateway::FakeLink>(admission.charge_point_id, ++generation_);
    link_->address = kAddress;
    ++counters_.reconnects;
    site_->admission().link_opened(link_);
    cause(Cause::reconnect);
    act([](auto& charger, auto at) { charger.on_connected(at); });
}

void World::cut() {
    to_gateway_.clear();
    to_charger_.clear();
    answer_missing_since_.reset();
    if (!link_) return;
    note("the link is gone");
    dead_links_.push_back({now() + options_.notices_dead_link, std::exchange(link_, nullptr)});
}

void World::bury_dead_links() {
    while (!dead_links_.empty() && dead_links_.front().noticed_at <= now()) {
        const auto dead = dead_links_.front().link;
        dead_links_.pop_front();
        dead->open = false;
        if (site_) site_->admission().link_closed(*dead);
    }
}

void World::drop_link(Span away) {
    note("the network is away for " + std::to_string(away.count()) + " ms");
    network_back_at_ = std::max(network_back_at_, now() + away);
    if (link_) {
        cut();
        act([](auto& charger, auto at) { charger.on_disconnected(at); });
    }
    plan_reconnect(away);
}

/// The gateway has closed it: the charger hears of it at once and comes again after its pause.
void World::end_if_closed() {
    if (!link_ || link_->open) return;
    note("the gateway closes the link: " + link_->close_reason);
    const auto closed = link_;
    cut();
    dead_links_.pop_back();
    if (site_) site_->admission().link_closed(*closed);
    act([](auto& charger, auto at) { charger.on_disconnected(at); });
    plan_reconnect(options_.reconnects_after);
}

void World::stall(Span span) {
    note("nothing arrives for " + std::to_string(span.count()) + " ms");
    stalled_until_ = std::max(stalled_until_, now() + span);
    for (auto* frames : {&to_gateway_, &to_charger_}) {
        for (Frame& frame : *frames) frame.due = std::max(frame.due, stalled_until_);
    }
}

SteadyTime World::arrival() const { return std::max(now() + options_.latency, stalled_until_); }

bool World::is_lost(std::string_view frame, int& answers_to_lose) {
    if (is_call(frame) || answers_to_lose == 0) return false;
    --answers_to_lose;
    ++counters_.lost_answers;
    trace_frame("XX", frame);
    cause(Cause::lost_answer);
    return true;
}

bool World::collect_frames() {
    for (const DeadLink& dead : dead_links_) dead.link->sent.clear();
    if (!link_ || link_->sent.empty()) return false;
    for (std::string& frame : std::exchange(link_->sent, {})) send_to_charger(std::move(frame));
    return true;
}

void World::send_to_charger(std::string text) {
    ++counters_.frames;
    if (is_call(text)) {
        ++counters_.calls;
        for (Onlooker* onlooker : onlookers_) onlooker->gateway_called(text);
        // A charger that is mute to it: for us the same as an answer that is lost.
        const bool gets_no_answer =
            options_.charger.behaviour.mute_on_absolute_profiles && text.find("\"Absolute\"") != std::string::npos;
        if (gets_no_answer) cause(Cause::lost_answer);
    }
    trace_frame("<-", text);
    const bool is_answer = !is_call(text);
    if (!is_lost(text, gateway_answers_to_lose_)) to_charger_.push_back({arrival(), std::move(text)});
    else if (is_answer && !answer_missing_since_) answer_missing_since_ = now();
}

void World::send_to_gateway(const std::string& text) {
    if (!link_) return;
    ++counters_.frames;
    trace_frame("->", text);
    if (!is_lost(text, charger_answers_to_lose_)) to_gateway_.push_back({arrival(), text});
}

void World::deliver_frames() {
    while (link_ && link_->open && !to_gateway_.empty() && to_gateway_.front().due <= now()) {
        const std::string frame = std::move(to_gateway_.front().text);
        to_gateway_.pop_front();
        for (Onlooker* onlooker : onlookers_) {
            if (is_call(frame)) onlooker->charger_told(frame);
            else onlooker->charger_answered(frame);
        }
        site_->admission().received(*link_, frame);
    }
    while (!to_charger_.empty() && to_charger_.front().due <= now()) {
        const std::string frame = std::move(to_charger_.front().text);
        to_charger_.pop_front();
        const bool writes = frame.find("\"ChangeConfiguration\"") != std::string::npos;
        if (writes && cut_power_at_write_) power_cut_at_ = now() + *std::exchange(cut_power_at_write_, {});
        if (!is_call(frame)) answer_missing_since_.reset();
        charger_->on_frame(frame, moment());
        charger_told_at_ = now();
    }
}

void World::trace_frame(const char* way, std::string_view frame) const {
    if (options_.trace) note(std::string(way) + " " + std::string(frame));
}

}  // namespace days
