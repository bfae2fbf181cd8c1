#pragma once

#include <deque>
#include <memory>

#include "world.h"

namespace days {

/// Another charger of the World's site on a network without faults: a sibling of the same model, or a twin of the same
/// identity. What it learns is shared; nobody judges its ceiling.
class Neighbour {
  public:
    Neighbour(World& world, std::string identity, std::string address, simulators::ChargePointOptions options);

    // For the World.
    std::optional<SteadyTime> next_event() const;
    void do_what_is_due();
    bool collect_frames();
    void gateway_is_gone();

    const std::string& identity() const { return identity_; }
    const simulators::Connector& connector() const { return charger_->connectors().front(); }
    double power_w() const { return connector().power_w(); }
    std::uint64_t remote_stops() const { return remote_stops_; }
    std::uint64_t connections() const { return connections_; }
    std::int64_t sample_interval_s() { return charger_->configuration().integer("MeterValueSampleInterval"); }
    void begin_session();
    void end_session();

  private:
    static constexpr Span kLatency{20};
    static constexpr seconds kPause{5};  ///< before it comes again

    struct Frame {
        SteadyTime due;
        std::string text;
    };

    simulators::SimulatedTime moment() const { return {world_.now(), world_.utc()}; }
    void connect();
    void lose_link(Span away);
    void deliver();

    World& world_;
    std::string identity_, address_;
    std::unique_ptr<simulators::ChargePoint> charger_;
    std::shared_ptr<gateway::FakeLink> link_;
    std::deque<Frame> to_gateway_, to_charger_;
    std::optional<SteadyTime> connect_at_;
    SteadyTime told_at_{};
    std::uint64_t remote_stops_ = 0, connections_ = 0;
};

std::unique_ptr<Neighbour> make_sibling(World& world, int number);
std::unique_ptr<Neighbour> make_twin(World& world);

}  // namespace days
