#pragma once

#include "gateway/admin/admin_commands.h"
#include "gateway/admin/charger_passwords.h"
#include "gateway/keys/key_changes.h"
#include "gateway/site/site.h"

namespace gateway {

/// The admin commands on a running gateway. Io thread; owned by main.
class LiveAdmin {
  public:
    LiveAdmin(Site& site, KeyChanges& keys, const ChargerPasswords& passwords, storage::Storage& storage, Time& time)
        : site_(site), keys_(keys), passwords_(passwords), storage_(storage), time_(time) {}

    void run(const AdminRequest& request, AdminAnswered answered);
    /// Reads keys and certificates again; tells what did not serve. Set by main.
    std::function<std::string()> reload_certificates;
    /// The `webhooks ...` commands. Set by main.
    std::function<void(const AdminRequest&, AdminAnswered)> run_webhook_command;

    /// The counters of the whole gateway, as JSON. Set by main.
    std::function<std::string()> show_counters;
    /// The `backup` commands. Set by main.
    std::function<void(const AdminRequest&, AdminAnswered)> run_backup_command;

  private:
    void run_command(const AdminRequest& request, AdminAnswered answered);
    void remove(const std::string& id, AdminAnswered answered);
    void set_password(const std::string& id, AdminAnswered answered);
    void rotate_key(const std::string& id, AdminAnswered answered);
    AdminAnswer reload() const;
    AdminAnswer show(const std::string& id) const;
    AdminAnswer frames(const std::string& id) const;
    void set(const AdminRequest& request, AdminAnswered answered);
    void forget(const AdminRequest& request, AdminAnswered answered);
    std::string list() const;

    Site& site_;
    KeyChanges& keys_;
    const ChargerPasswords& passwords_;
    storage::Storage& storage_;
    Time& time_;
};

}  // namespace gateway
