#pragma once

#include "gateway/authorization/local_list.h"
#include "gateway/authorization/reservations.h"
#include "gateway/charge_point/connectors.h"
#include "gateway/inspection/charger_journal.h"
#include "gateway/inspection/raw_call.h"

namespace gateway {

class UnacceptedCalls;

/// The charger agreed to a CALL of the operator's own: what is kept of such calls follows. Owned by the ChargePoint; io
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

    /// `told` may get a warning.
    void note(const RawCall& raw, RawOutcome& told);
    /// They asked for a start with that tag, not long ago.
    bool is_operators_start(const std::string& id_tag) const;

  private:
    void note_profile(RawOutcome& told);
    void note_reservation(const RawCall& raw);

    Parts parts_;
};

}  // namespace gateway
