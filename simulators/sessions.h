#pragma once

#include <functional>
#include <memory>
#include <string>

#include "simulators/profile_calls.h"
#include "simulators/statuses.h"
#include "simulators/transaction_messages.h"

namespace simulators {

/// Who may charge at one charge point, and the transactions that follow (OCPP 1.6, 4.1, 4.8 and 4.10). Owned by the
/// ChargePoint.
class Sessions {
  public:
    /// The parts of the charge point that it works with.
    struct Parts {
        ChargePointState& state;
        CsmsSession& csms;
        TransactionMessages& messages;
        Statuses& statuses;
        ProfileCalls& profile_calls;
    };
    explicit Sessions(Parts parts)
        : state_(parts.state),
          csms_(parts.csms),
          messages_(parts.messages),
          statuses_(parts.statuses),
          profile_calls_(parts.profile_calls) {}

    /// False: the tag has none running.
    bool stop_own_transaction(const std::string& id_tag);
    void authorise(const std::string& id_tag, std::function<void()> when_accepted);
    void grant(Connector& connector, Permission permission);
    void grant_to_swiper(const std::string& id_tag, int number);
    /// 0: the likeliest one. Null: none is free.
    Connector* connector_for_start(int number);
    SteadyTime permission_end() const;
    void expire_permissions();
    void begin_transaction(Connector& connector, const Permission& permission);
    void begin_if_free_vending(Connector& connector);
    void end_transaction(Connector& connector, ocpp::Reason reason);
    void on_start_answer(const std::shared_ptr<Transaction>& transaction,
                         const ocpp::StartTransaction::Response& answer);
    void restarted(Connector& connector);

    /// Who waits for the answer to a StartTransaction of that connector; set by the ChargePoint.
    std::function<void(int connector)> start_answered;
    bool has_booted = false;  ///< registered since the last start

  private:
    static constexpr std::int64_t kFirstOwnTransaction = 5000;

    ChargePointState& state_;
    CsmsSession& csms_;
    TransactionMessages& messages_;
    Statuses& statuses_;
    ProfileCalls& profile_calls_;
    std::int64_t next_own_transaction_ = kFirstOwnTransaction;
};

}  // namespace simulators
