#pragma once

#include <functional>
#include <string>

#include "gateway/access/identity_watch.h"
#include "gateway/access/registration.h"
#include "gateway/decision/boot_gate.h"
#include "ocpp/call_table.h"

namespace gateway {

/// Whether one charger is taken in, and from when on CALLs may go to it (OCPP 1.6, 4.2). Owned by the ChargePoint,
/// whose record it changes; io thread.
class ChargerRegistration {
  public:
    struct Ports {
        /// The record: tried until it is durable; told when it is, or could not be put there now.
        std::function<void(std::function<void()> answered)> store_record;
        std::function<void()> kind_changed;  ///< another vendor, model or firmware than before
        std::function<void()> booted;
        std::function<void(bool same_kind)> restarted;  ///< and not only asked by us to tell its boot again
        std::function<void(bool same_kind)> taken_in;   ///< the dialogue of Setup may begin
        std::function<void(const std::string& type, const std::string& text)> note_security;
    };
    ChargerRegistration(Time& time, const ControlTimings& timings, storage::ChargePointRecord& record, Ports ports);

    /// Answered once it is on disk, or could not be put there: to be turned away for a full disk helps no charger.
    void boot(const ocpp::BootNotification::Request& request, ocpp::Reply reply);
    /// The operator changed it. Who is let in is asked to boot again, as after a new connection: it need not wait for
    /// its interval.
    void changed(storage::Registration before, bool is_connected);
    /// An address or serial number becomes the charger's where a key or a certificate was shown there, or in time;
    /// until then whoever comes from the one before is the charger.
    void link_opened(const std::string& address, int security_profile, SteadyTime now);
    void link_closed(const std::string& address, SteadyTime now);

    BootGate& gate() { return gate_; }
    bool is_open(SteadyTime now) const { return gate_.is_open(now); }
    UnacceptedCalls& unaccepted_calls() { return unaccepted_calls_; }
    IdentityWatch& identity() { return identity_; }

  private:
    void take_boot(bool same_kind);
    void put_serial(const std::string& told);

    Time& time_;
    const ControlTimings& timings_;
    storage::ChargePointRecord& record_;
    Ports ports_;
    BootGate gate_;
    UnacceptedCalls unaccepted_calls_;
    IdentityWatch identity_;
    bool has_shown_key_ = false;  ///< on the present link
};

}  // namespace gateway
