#pragma once

#include <functional>
#include <string>
#include <vector>

#include "gateway/charge_point/lesson_store.h"
#include "gateway/site/admission_desk.h"
#include "gateway/site/device_directory.h"

namespace gateway {

class Schedules;

/// The site's chargers as the operator sees them: they come and go, are set and taught anew. The only one beside
/// automatic onboarding that creates them, and the only one that removes them. Owned by the Site; io thread.
class ChargerDesk {
  public:
    /// The parts of the Site that it works with.
    struct Parts {
        Time& time;
        storage::Storage& storage;
        ChargerRegistry& registry;
        DeviceDirectory& devices;
        AdmissionDesk& admission;
        LessonStore& lessons;
    };
    explicit ChargerDesk(Parts parts) : parts_(parts) {}

    enum class Approval { done, unknown, failed };
    /// Of a charger that was heard of; `creates`: also of one that never was, so that it gets in when it comes.
    void approve(const std::string& id, bool creates, std::function<void(Approval)> done);
    enum class Removal { done, done_but_profiles_remain, unknown, failed };
    void remove(const std::string& id, std::function<void(Removal)> done);
    void set_password(const std::string& id, const std::string& salt, const std::string& hash,
                      std::function<void(bool)> done);
    /// Sends a new random key to a connected charger (security white paper, A01); the key itself is nobody's to see.
    void rotate_key(const std::string& id, std::function<void(const ChargerSecurity::Rotation&)> done);
    enum class Revocation { done, unknown, failed };
    /// Takes a certificate back that our own authority signed: nobody logs in with it any more, and whoever did is out.
    void revoke_certificate(const std::string& serial, std::function<void(Revocation)> done);
    /// Makes assignments "NAME=VALUE" (operator_settings.h), all or none. `error` says why not; empty: done and
    /// durable.
    void change_settings(const std::string& id, const std::vector<std::string>& assignments,
                         std::function<void(std::string error)> done);
    struct Forgotten {
        std::string error;                  ///< empty: done and durable
        std::vector<std::string> chargers;  ///< of the same vendor, model and firmware; each begins to learn anew
    };
    /// What was learnt about the charger's vendor, model and firmware.
    void forget_learnt(const std::string& id, std::function<void(Forgotten)> done, const std::string& lesson = {});
    /// Creates a charge point of the sandbox unless it is there.
    void add_sandbox_charge_point(const std::string& id, const std::string& salt, const std::string& hash);

    /// Makes a new AuthorizationKey and what is kept of it; set by main.
    struct NewKey {
        std::string text;
        StoredPassword stored;
    };
    std::function<NewKey()> new_key;
    Schedules* schedules = nullptr;  ///< set by the Site

  private:
    void forget(ChargePoint& charge_point);

    Parts parts_;
};

}  // namespace gateway
