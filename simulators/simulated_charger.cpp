#include "simulators/simulated_charger.h"

#include <algorithm>
#include <stdexcept>

namespace simulators {

using std::chrono::milliseconds;

namespace {

ChargerOptions checked(ChargerOptions options) {
    const bool sound = options.speed > 0 && options.speed <= SimulatedCharger::kHighestSpeed;
    if (!sound) throw std::invalid_argument("the speed is out of range");
    return options;
}

}  // namespace

SimulatedCharger::SimulatedCharger(boost::asio::io_context& io, ChargerOptions options,
                                   std::function<void(const Event&)> on_event)
    : options_(checked(std::move(options))),
      on_event_(std::move(on_event)),
      origin_(std::chrono::steady_clock::now()),
      timer_(io),
      client_(io, client_options(),
              {[this] { act([](ChargePoint& point, SimulatedTime at) { point.on_connected(at); }); },
               [this](const std::string& reason) {
                   tell("lost (" + reason + ")");
                   act([](ChargePoint& point, SimulatedTime at) { point.on_disconnected(at); });
               },
               [this](const std::string& reason) { tell("no connection (" + reason + ")"); },
               [this](std::string message) {
                   act([&](ChargePoint& point, SimulatedTime at) { point.on_frame(std::move(message), at); });
               }}),
      charge_point_(scaled_options(),
                    {[this](const std::string& frame) { client_.send(frame); },
                     [this](milliseconds away) { client_.drop(unscaled(away)); },
                     [this](const Event& event) { on_event_(event); }},
                    now()) {}

SimulatedCharger::~SimulatedCharger() { stop(); }

WebsocketClient::Options SimulatedCharger::client_options() const {
    WebsocketClient::Options options;
    options.url = parse_websocket_url(options_.url);
    options.url.path = path_with_identity(options.url.path, options_.id);
    if (options.url.is_secure) options.tls = client_context(options_.tls);
    if (options_.password) options.authorization = basic_credentials(options_.id, *options_.password);
    options.first_pause = std::max(kShortestWait, unscaled(options.first_pause));
    options.longest_pause = std::max(kShortestWait, unscaled(options.longest_pause));
    return options;
}

ChargePointOptions SimulatedCharger::scaled_options() const {
    ChargePointOptions options = options_.charge_point;
    // The other side answers in real time.
    options.call_timeout = milliseconds(static_cast<std::int64_t>(options.call_timeout.count() * options_.speed));
    return options;
}

milliseconds SimulatedCharger::unscaled(milliseconds simulated) const {
    return milliseconds(static_cast<std::int64_t>(static_cast<double>(simulated.count()) / options_.speed));
}

SimulatedTime SimulatedCharger::now() const {
    const auto elapsed = (std::chrono::steady_clock::now() - origin_) * options_.speed;
    return {origin_ + std::chrono::duration_cast<SteadyTime::duration>(elapsed),
            std::chrono::floor<milliseconds>(std::chrono::system_clock::now())};
}

void SimulatedCharger::start() {
    running_ = true;
    client_.start();
    set_timer();
}

void SimulatedCharger::stop() {
    running_ = false;
    timer_.cancel();
    client_.stop();
}

void SimulatedCharger::set_timer() {
    if (!running_) return;
    const auto due = charge_point_.next_event();
    if (!due) {
        timer_.cancel();
        return;
    }
    const auto real = std::chrono::duration_cast<SteadyTime::duration>((*due - now().steady) / options_.speed);
    timer_.expires_after(std::max<SteadyTime::duration>(real, kShortestWait));
    timer_.async_wait([this, alive = std::weak_ptr<bool>(alive_)](boost::system::error_code error) {
        if (error || alive.expired() || !running_) return;
        act([](ChargePoint& point, SimulatedTime at) { point.advance(at); });
    });
}

void SimulatedCharger::tell(const std::string& text) { on_event_({Event::Kind::link, 0, text}); }

}  // namespace simulators
