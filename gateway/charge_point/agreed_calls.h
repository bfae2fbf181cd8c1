#pragma once

#include "gateway/authorization/local_list.h"
#include "gateway/authorization/reservations.h"
#include "gateway/charge_point/connectors.h"
#include "gateway/inspection/charger_journal.h"
#include "gateway/inspection/raw_call.h"

namespace gateway {

class UnacceptedCalls;

/// What follows from a CALL of the operator's own, mostly once the charger agreed to it. Owned by the ChargePoint; io
/// thread.
class AgreedCalls {
  public:
    /// The parts that it works with, all of the same ChargePoint.
    struct Parts {
        ChargerContext& charger;
        Connectors& connectors;
        ChargerJournal& journal;
        UnacceptedCalls& unaccepted_calls;
        LocalList& local_list;
        Reservations& reservations;
    };
    explicit AgreedCalls(Parts parts) : parts_(parts) {}

    /// It is on its way; what the charger does may come before what it says.
    void note_sent(const RawCall& raw);
    /// It was answered, or will not be. `told` may get a warning.
    void note(const RawCall& raw, RawOutcome& told);
    /// They asked for a start with that tag, not long ago.
    bool is_operators_start(const std::string& id_tag) const;

  private:
    void was_refused(const RawCall& raw);
    void note_local_list(const RawCall& raw, const RawOutcome& told);
    void note_profile(RawOutcome& told);
    void note_reservation(const RawCall& raw);

    Parts parts_;
};

}  // namespace gateway
