#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "gateway/authorization/local_list_plan.h"
#include "gateway/clock.h"
#include "ocpp/call_queue.h"
#include "ocpp/messages/core.h"

namespace gateway {

struct LocalListResult {
    std::string error;  ///< empty: the charger has the list; else why not, in its words where it has any
    std::int64_t version = 0;
    std::size_t entries = 0;
};

/// Keeps the local authorisation list of one charger as the tags are (OCPP 1.6, 3.5 and 5.15): asks how much it takes,
/// sends, keeps what it has. One run at a time. Owned by the ChargePoint, io thread.
class LocalList {
  public:
    static constexpr std::size_t kUsualPart = 20;          ///< entries in one call where the charger does not tell
    static constexpr std::chrono::seconds kTagsSettle{5};  ///< several changes of the tags are one run

    /// How it reaches the charger and the disk.
    struct Ports {
        using Configuration = std::function<void(const ocpp::Outcome<ocpp::GetConfiguration>&)>;
        using Answer = std::function<void(const ocpp::Outcome<ocpp::SendLocalList>&)>;
        std::function<std::string()> why_not_now;  ///< empty: calls may go out
        std::function<bool()> may_send_unasked;    ///< the operator wants it controlled
        std::function<void(const ocpp::GetConfiguration::Request&, Configuration)> ask;
        std::function<void(const ocpp::SendLocalList::Request&, Answer)> send;
        std::function<void(const storage::LocalListRecord&)> store;
        std::function<std::vector<ocpp::AuthorizationData>()> wanted;
    };
    using Done = std::function<void(const LocalListResult&)>;

    LocalList(Time& time, std::string charge_point_id, Ports ports);

    void restore(const storage::LocalListRecord& record) { record_ = record; }
    const storage::LocalListRecord& record() const { return record_; }
    void sync(Done done);
    /// By an operator's own call: what the charger has is not known any more, so the next run sends all of it. The
    /// version is what it took; empty: it refused.
    void was_sent_by_others(std::optional<std::int64_t> version);
    /// As it says itself. Another version than is known is another list.
    void charger_has(std::int64_t version);
    /// The tags changed, or the charger booted: a run follows soon, unless it keeps no such list. What cannot run now
    /// does when the charger is back.
    void sync_soon();
    void charger_is_back() {
        if (is_wanted_) sync_soon();
    }

  private:
    struct Run;
    void sync_unasked();
    void configuration_answered(const std::shared_ptr<Run>& run, const ocpp::Outcome<ocpp::GetConfiguration>& outcome);
    void send_next(const std::shared_ptr<Run>& run);
    void answered(const std::shared_ptr<Run>& run, const ocpp::Outcome<ocpp::SendLocalList>& outcome);
    void end(const std::shared_ptr<Run>& run, std::string error);

    Time& time_;
    Ports ports_;
    storage::LocalListRecord record_;
    std::unique_ptr<Time::Timer> timer_;
    bool is_running_ = false;
    bool is_wanted_ = false;       ///< tags changed since the last run began: another follows when it can
    bool is_unsupported_ = false;  ///< as it said; asked again by the operator or after a restart only
};

}  // namespace gateway
