#pragma once

#include <deque>
#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/site/site.h"
#include "simulators/charge_point.h"
#include "tests/support/fake_link.h"
#include "tests/support/manual_time.h"
#include "tests/support/stepped_storage.h"

/// The whole engine and a whole simulated charger in one process on one manual clock: days of charger life in
/// milliseconds. Owned by one test, one thread; the same options and the same calls give the same course of events.
namespace days {

using gateway::SteadyTime;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using Span = milliseconds;

struct WorldOptions {
    simulators::ChargePointOptions charger;
    gateway::SiteOptions gateway;
    Span latency{20};           ///< of each frame
    Span storage_latency{0};    ///< from a write to its answer
    Span notices_dead_link{0};  ///< how long the gateway takes a dead link for a live one
    Span reconnects_after{2000};
    int siblings = 0;               ///< further chargers of the same model, each with a life of its own
    bool twin = false;              ///< another box of the same identity
    std::ostream* trace = nullptr;  ///< every frame and event; null: none

    WorldOptions();
};

/// From when on a reaction is due.
enum class Cause { ceiling, command, reconnect, session, phases, gateway_restart, lost_answer, misbehaviour };
std::string_view to_text(Cause cause);

/// Watches the world without changing it.
class Onlooker {
  public:
    virtual ~Onlooker() = default;
    /// Since the last time nothing was other than it is now.
    virtual void time_passed() {}
    virtual void caused(Cause) {}
    /// A CALL of the gateway leaves; an answer of the charger to one arrives.
    virtual void gateway_called(std::string_view /*frame*/) {}
    virtual void charger_answered(std::string_view /*frame*/) {}
    /// A CALL of the charger arrives.
    virtual void charger_told(std::string_view /*frame*/) {}
};

struct WorldCounters {
    std::uint64_t events = 0, frames = 0, calls = 0, sessions = 0, lost_answers = 0, gateway_starts = 0, reconnects = 0,
                  power_cuts = 0, clock_sets = 0;
};

class Neighbour;

class World {
  public:
    explicit World(WorldOptions options);
    World(const World&) = delete;
    World& operator=(const World&) = delete;
    ~World();

    void watch(Onlooker* onlooker) { onlookers_.push_back(onlooker); }
    void unwatch(Onlooker* onlooker);
    const WorldOptions& options() const { return options_; }

    static constexpr std::string_view kIdentity = "CP1";

    // Time.
    SteadyTime now() const { return time_.now(); }
    SteadyTime began_at() const { return began_at_; }
    void run_for(Span span) { run_until(now() + span); }
    void run_until(SteadyTime end);
    /// Runs until it is so, at most that long; false: it never was.
    bool run_until(const std::function<bool()>& it_is_so, Span at_most);

    // What goes wrong.
    void reboot_charger();
    void drop_link(Span away);
    /// Nothing arrives for a while, then all of it in order.
    void stall(Span span);
    /// The next answers do not arrive.
    void lose_charger_answers(int count) { charger_answers_to_lose_ += count; }
    void lose_gateway_answers(int count) { gateway_answers_to_lose_ += count; }
    /// Kill -9; it starts again from what was written. Storage's answers that are still on their way are lost.
    void kill_gateway(Span down);
    /// The same, in the middle of the next write: it is on disk, but nobody was told.
    void kill_gateway_at_next_write(Span down) { kill_at_write_ = down; }
    /// The charger's clock is that far behind from now on; negative: ahead.
    void set_charger_clock(Span behind);
    void set_charger_clock_back(Span by) { set_charger_clock(clock_behind_ + by); }
    /// So long after the next ChangeConfiguration.
    void cut_power_at_key_write(Span after) { cut_power_at_write_ = after; }

    /// What was to go wrong and has not yet, never will.
    void nothing_goes_wrong_any_more();

    // What people do at the charger.
    void plug(int connector = 1);
    void unplug(int connector = 1);
    void swipe(const std::string& tag = "CARD", int connector = 1);
    void change_vehicle(const simulators::Vehicle& vehicle, int connector = 1);

    // What the owner does. False or empty: the gateway is down, or refused it.
    bool set_ceiling(double kilowatts, int connector = 1);
    std::string push(canonical::Command command, int connector = 1, std::string_view identity = kIdentity);
    std::string charge(int connector = 1) { return push(canonical::Command::charge, connector); }
    std::string idle(int connector = 1) { return push(canonical::Command::idle, connector); }

    // What is to be seen.
    bool is_linked() const { return link_ != nullptr; }
    bool gateway_is_up() const { return site_ != nullptr; }
    /// What the charger tells arrives: it does not wait for an answer that was lost, nor for its next attempt, and
    /// nothing is held up.
    bool charger_is_heard() const {
        return is_linked() && !answer_missing_since_ && now() >= stalled_until_ &&
               !charger_->transaction_messages_are_held();
    }
    int connectors() const { return static_cast<int>(charger_->connectors().size()); }
    const simulators::Connector& connector(int number = 1) const {
        return charger_->connectors()[static_cast<std::size_t>(number - 1)];
    }
    double power_w(int number = 1) const { return connector(number).power_w(); }
    simulators::ChargePoint& charger() { return *charger_; }
    /// What the gateway knows of the connector; null while it is down or has not seen it.
    const gateway::ConnectorView* view(int number = 1) const;
    /// What a read would say; empty while the gateway is down or has not seen it.
    std::optional<canonical::Device> describe(int number = 1) const;
    Neighbour& neighbour(std::size_t index) { return *neighbours_[index]; }
    std::size_t neighbours() const { return neighbours_.size(); }
    gateway::Site* site() const { return site_.get(); }
    ocpp::UtcTime utc() const { return time_.utc(); }
    std::uint64_t next_generation() { return ++generation_; }
    /// As the owner was told, whatever the gateway makes of it; empty until the first write.
    std::optional<double> ceiling_kw(int number = 1) const;
    const support::SteppedStorage& storage() const { return storage_; }
    const canonical::Action* action(const std::string& id) const;
    const WorldCounters& counters() const { return counters_; }
    const std::vector<std::string>& broken_promises() const { return broken_promises_; }
    void note(std::string_view text) const;

  private:
    struct Frame {
        SteadyTime due;
        std::string text;
    };
    /// A link that is dead, which the gateway has not noticed.
    struct DeadLink {
        SteadyTime noticed_at;
        std::shared_ptr<gateway::FakeLink> link;
    };
    struct Ceiling {
        std::optional<double> told, asked;
    };

    // world.cpp
    simulators::SimulatedTime moment() const { return {time_.now(), time_.utc()}; }
    SteadyTime next_event() const;
    bool step(SteadyTime end);
    void do_what_is_due();
    void advance_charger();
    void settle();
    bool deliver_storage();
    void start_gateway();
    void check_what_survived();
    gateway::DeviceRef device(int connector, std::string_view identity = kIdentity) const;
    void notice_sessions();
    void cause(Cause cause) const;
    void act(const std::function<void(simulators::ChargePoint&, simulators::SimulatedTime)>& act_on);

    // wire.cpp
    void connect();
    void plan_reconnect(Span away);
    /// The link is gone on the charger's side.
    void cut();
    void bury_dead_links();
    void end_if_closed();
    bool collect_frames();
    void send_to_gateway(const std::string& text);
    void send_to_charger(std::string text);
    void deliver_frames();
    SteadyTime arrival() const;
    bool is_lost(std::string_view frame, int& answers_to_lose);
    void trace_frame(const char* way, std::string_view frame) const;

    WorldOptions options_;
    gateway::ManualTime time_;
    SteadyTime began_at_;
    support::SteppedStorage storage_;
    std::unique_ptr<gateway::Site> site_;
    std::unique_ptr<simulators::ChargePoint> charger_;
    std::vector<Onlooker*> onlookers_;
    std::vector<std::unique_ptr<Neighbour>> neighbours_;
    Span clock_behind_{0};
    std::optional<Span> cut_power_at_write_;
    std::optional<SteadyTime> power_cut_at_;

    std::shared_ptr<gateway::FakeLink> link_;
    std::deque<DeadLink> dead_links_;
    std::deque<Frame> to_gateway_, to_charger_;
    std::uint64_t generation_ = 0;
    std::optional<SteadyTime> connect_at_, start_gateway_at_, storage_answers_at_;
    std::optional<SteadyTime> answer_missing_since_;
    SteadyTime stalled_until_{}, network_back_at_{}, charger_told_at_{};
    int events_at_once_ = 0;
    std::optional<Span> kill_at_write_;
    int charger_answers_to_lose_ = 0, gateway_answers_to_lose_ = 0;

    std::vector<Ceiling> ceilings_;
    std::vector<const void*> sessions_;  ///< the transaction of each connector when last looked
    std::vector<int> phases_;
    std::vector<std::string> broken_promises_;
    WorldCounters counters_;
};

}  // namespace days
