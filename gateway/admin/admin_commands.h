#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ocpp/charger_kinds.h"
#include "storage/records.h"

/// `keys` and `chargers` of the command line: one set of commands, run by a running gateway over its admin socket, or
/// by the command itself on the closed database when none runs.
namespace gateway {

struct AdminRequest {
    std::string command;  ///< "keys create", "keys list", "keys revoke", "keys rotate", "chargers list", "chargers
                          ///< approve", "chargers remove", "chargers set-password", "chargers show", "chargers set",
                          ///< "chargers forget", "chargers rotate-key", "certificates reload", "certificates list",
                          ///< "certificates revoke", "ca create" (which is only put on record), "backup", "backup
                          ///< status", "counters", "chargers frames"
    std::string charger_id;
    std::string environment;  ///< for keys: "live" or "sandbox"
    std::string role;
    std::string name;
    std::vector<std::string> assignments;  ///< of "chargers set": NAME=VALUE
    std::string key_id, scopes;            ///< of a key; scopes with blanks or commas between them
    std::string expires_in, overlap;       ///< "90d", "24h"; empty: never, and the usual overlap
    std::string url, webhook_id;           ///< of "webhooks ..."
    std::vector<std::string> event_types;
    std::string lesson{};                   ///< of "chargers forget"; empty: all of them
    bool creates = false;                   ///< of "chargers approve": also a charger that was never heard of
    std::string since{}, until{}, limit{};  ///< of "audit"; empty: no bound, and the usual number
    bool as_json = false;                   ///< of "audit": a line of JSON each
    std::string who{};                      ///< asks; never read from the socket, which knows its peer
    std::string serial{};                   ///< of "certificates revoke"
    std::string file{};                     ///< of "backup": where to, from the root; empty: into the data directory
    bool without_secrets = false;
    std::string page{};  ///< of "audit": where the answer before this one ended, as it told
};

struct AdminAnswer {
    bool ok = false;
    std::string output;       ///< printed as it is on stdout, or the reason on stderr
    bool is_unknown = false;  ///< not ok, and yet what was asked for may have been done
    std::string next{};       ///< there is more: the `page` that goes on with it
};

/// Of what goes over the admin socket.
constexpr std::size_t kLongestAdminAnswer = 16 << 20;

using AdminAnswered = std::function<void(AdminAnswer)>;

/// It changes nothing, so that it is on no record.
bool only_reads(const AdminRequest& request);

/// One line of JSON each, without the line end.
std::string to_text(const AdminRequest& request);
std::string to_text(const AdminAnswer& answer);
/// Throws json::ParseError or std::invalid_argument.
AdminRequest admin_request_from(const std::string& text);
AdminAnswer admin_answer_from(const std::string& text);

/// The output when it is durable, else why it is not.
AdminAnswer when_stored(const storage::Written& written, std::string output);
/// The disk failed in such a way that nobody knows whether the change was made.
AdminAnswer unknown_outcome();

/// Why a request makes no sense whatever is known here; empty: it may. It repeats nothing of what was given.
std::string fault_in(const AdminRequest& request);
/// Why `chargers approve` does nothing, and how it would.
std::string never_heard_of(const std::string& id);
/// What `chargers set` and `chargers forget` print.
std::string settings_changed(const std::string& id);
std::string learnt_forgotten(const std::vector<std::string>& chargers);

/// Reads the charger kinds of the data directory; asked only where they are needed.
using ReadChargerKinds = std::function<std::shared_ptr<const ocpp::ChargerKinds>()>;

/// The command on a database that no gateway holds. Throws storage::StorageError, SettingError, and whatever reading
/// the kinds throws.
AdminAnswer run_offline(const AdminRequest& request, const std::string& data_dir, const ReadChargerKinds& read_kinds);

}  // namespace gateway
