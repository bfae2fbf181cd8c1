#include "neighbour.h"

#include <algorithm>
#include <utility>

namespace days {

Neighbour::Neighbour(World& world, std::string identity, std::string address, simulators::ChargePointOptions options)
    : world_(world),
      identity_(std::move(identity)),
      address_(std::move(address)),
      connect_at_(world.now() + seconds(1)) {
    simulators::Surroundings surroundings;
    surroundings.send_frame = [this](const std::string& frame) {
        if (!link_) return;
        world_.note(identity_ + " " + address_ + " -> " + frame);
        to_gateway_.push_back({world_.now() + kLatency, frame});
    };
    surroundings.drop_link = [this](Span away) { lose_link(away); };
    charger_ = std::make_unique<simulators::ChargePoint>(std::move(options), std::move(surroundings), moment());
}

void Neighbour::begin_session() {
    charger_->plug(1, moment());
    charger_->swipe("CARD-" + address_.substr(address_.rfind('.') + 1), 1, moment());
    told_at_ = world_.now();
}

void Neighbour::end_session() {
    charger_->unplug(1, moment());
    told_at_ = world_.now();
}

std::optional<SteadyTime> Neighbour::next_event() const {
    std::optional<SteadyTime> next = connect_at_;
    if (const auto due = charger_->next_event()) gateway::keep_earlier(next, std::max(*due, told_at_ + Span(1)));
    if (!to_gateway_.empty()) gateway::keep_earlier(next, to_gateway_.front().due);
    if (!to_charger_.empty()) gateway::keep_earlier(next, to_charger_.front().due);
    return next;
}

void Neighbour::do_what_is_due() {
    if (const auto due = charger_->next_event(); due && *due <= world_.now()) {
        charger_->advance(moment());
        told_at_ = world_.now();
    }
    deliver();
    if (connect_at_ && *connect_at_ <= world_.now()) connect();
}

void Neighbour::connect() {
    connect_at_.reset();
    if (link_) return;
    connect_at_ = world_.now() + kPause;  // unless it comes about
    gateway::Site* site = world_.site();
    if (!site) return;
    gateway::UpgradeRequest request;
    request.identity = identity_;
    request.remote_address = address_;
    const auto admission = site->admission().admit(request, canonical::Environment::live);
    if (admission.http_status != 101) return;
    connect_at_.reset();
    link_ = std::make_shared<gateway::FakeLink>(admission.charge_point_id, world_.next_generation());
    link_->address = address_;
    ++connections_;
    site->admission().link_opened(link_);
    charger_->on_connected(moment());
    told_at_ = world_.now();
}

void Neighbour::lose_link(Span away) {
    to_gateway_.clear();
    to_charger_.clear();
    connect_at_ = world_.now() + std::max<Span>(away, kPause);
    const auto gone = std::exchange(link_, nullptr);
    if (!gone) return;
    gone->open = false;
    if (gateway::Site* site = world_.site()) site->admission().link_closed(*gone);
}

void Neighbour::deliver() {
    while (link_ && link_->open && !to_gateway_.empty() && to_gateway_.front().due <= world_.now()) {
        const std::string frame = std::move(to_gateway_.front().text);
        to_gateway_.pop_front();
        world_.site()->admission().received(*link_, frame);
    }
    while (!to_charger_.empty() && to_charger_.front().due <= world_.now()) {
        const std::string frame = std::move(to_charger_.front().text);
        to_charger_.pop_front();
        charger_->on_frame(frame, moment());
        told_at_ = world_.now();
    }
}

bool Neighbour::collect_frames() {
    if (!link_) return false;
    bool moved = false;
    for (std::string& frame : std::exchange(link_->sent, {})) {
        moved = true;
        world_.note(identity_ + " " + address_ + " <- " + frame);
        remote_stops_ += frame.find("\"RemoteStopTransaction\"") != std::string::npos;
        to_charger_.push_back({world_.now() + kLatency, std::move(frame)});
    }
    if (link_->open) return moved;
    lose_link(kPause);
    charger_->on_disconnected(moment());
    told_at_ = world_.now();
    return true;
}

void Neighbour::gateway_is_gone() {
    if (!link_) return;
    link_.reset();
    to_gateway_.clear();
    to_charger_.clear();
    connect_at_ = world_.now() + kPause;
    charger_->on_disconnected(moment());
    told_at_ = world_.now();
}

std::unique_ptr<Neighbour> make_sibling(World& world, int number) {
    auto options = world.options().charger;
    options.serial_number = "SIM-SIBLING-" + std::to_string(number);
    options.connectors = 1;
    return std::make_unique<Neighbour>(world, "CP" + std::to_string(1 + number),
                                       "192.0.2." + std::to_string(10 + number), std::move(options));
}

std::unique_ptr<Neighbour> make_twin(World& world) {
    auto options = world.options().charger;
    options.serial_number = "SIM-TWIN";
    return std::make_unique<Neighbour>(world, std::string(World::kIdentity), "192.0.2.99", std::move(options));
}

}  // namespace days
