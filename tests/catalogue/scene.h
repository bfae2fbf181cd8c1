#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

#include "tests/catalogue/peer.h"
#include "tests/end_to_end/gateway_process.h"
#include "tests/end_to_end/scripted_charger.h"

/// The rows of the catalogue of bad inputs against a real gateway process, byte for byte. A row is one TEST_CASE whose
/// name begins with its id, in the file of its group:
///
///     TEST_CASE("BI-063 an unmasked frame is closed with 1002") {
///         Scene scene;                       // a gateway of its own, and a healthy charger that is connected to it
///         Peer peer = scene.charger();       // a raw socket, upgraded; scene.booted() has been accepted, too
///         peer.write("\x81\x02hi");          // masked(b0, payload), text(payload), close_frame(code), upgrade(target)
///         CHECK(peer.close_code() == 1002);  // waits for the end of the socket
///     }                                      // ~Scene: same process, healthy charger served, descriptors and log as
///     before
///
/// On the level of messages: `expect_ignored(peer, text)`, `expect_error(peer, text, id, code)`, `peer.ask(text)`.
/// Everything waits for what has to happen and not for time to pass; sockets come from 127.0.0.0/8 as the row wants.
namespace catalogue {

using namespace end_to_end;
using namespace gateway::testing;

struct SceneOptions {
    std::string onboarding = "auto";
    std::string ocpp;  ///< keys of [ocpp], a line each
    std::string more;  ///< further sections, as TOML
};

inline SceneOptions options_with(const std::string& ocpp, const std::string& onboarding = "auto") {
    SceneOptions options;
    options.ocpp = ocpp;
    options.onboarding = onboarding;
    return options;
}

/// An address of this host that is not the one from which sockets usually come.
constexpr std::uint32_t elsewhere = INADDR_LOOPBACK + 9;

class Scene {
  public:
    explicit Scene(SceneOptions options = {});
    ~Scene();
    Scene(const Scene&) = delete;
    Scene& operator=(const Scene&) = delete;

    /// A TCP connection, nothing more.
    Peer connect(std::uint32_t from = INADDR_LOOPBACK, int receive_buffer = 0);
    /// Upgraded; throws std::runtime_error when the gateway does not let it in.
    Peer charger(const std::string& id = "CP1", std::uint32_t from = INADDR_LOOPBACK);
    /// Upgraded, and its BootNotification was accepted.
    Peer booted(const std::string& id = "CP1", std::uint32_t from = INADDR_LOOPBACK);
    /// The status of the answer to a request on a socket of its own; -1: the socket ended without one.
    int answer(std::string_view request, std::uint32_t from = INADDR_LOOPBACK);
    /// The operator lets a charger in.
    void approve(const std::string& id);
    /// A new charger password, set by the operator's command: 40 hex digits.
    std::string set_password(const std::string& id);

    /// With a key for the operator's routes. To be made before the row's sockets: the database's reading side, which
    /// opens with the first read, is counted among the descriptors of before.
    RestClient operators();

    Stage& stage() { return stage_; }
    GatewayProcess& gateway() { return gateway_; }
    ScriptedCharger& healthy() { return healthy_; }
    /// What the operator's list says of the charger; empty where it is not listed.
    std::string listed(const std::string& id);
    bool is_online(const std::string& id);

    std::size_t descriptors() const;
    std::size_t memory_kb() const;
    /// Lines of the log since the scene began that contain `part`.
    std::size_t log_lines(const std::string& part = "") const;

    /// The healthy charger's Heartbeat is answered within a second.
    void expect_healthy();
    /// After every row, by the destructor: nothing but the row's own socket has noticed it.
    void expect_undisturbed();

  private:
    void expect_quiet_log();

    Stage stage_;
    GatewayProcess gateway_;
    ScriptedCharger healthy_;
    pid_t pid_;
    Clock::time_point began_;
    std::size_t log_before_ = 0;
    std::size_t descriptors_before_ = 0;
};

/// An Authorization header with Basic credentials, for `upgrade()`.
std::map<std::string, std::string> basic(const std::string& username, const std::string& password);

/// Nothing comes back for it, and the next valid CALL is answered within a second.
void expect_ignored(Peer& peer, std::string_view message);
/// Exactly one CALLERROR with that id and code and an object of details, and the connection goes on.
void expect_error(Peer& peer, std::string_view message, const std::string& id, const std::string& code);
/// An answered Heartbeat: the connection works.
void expect_answers(Peer& peer);
/// The bytes end an upgraded charger's socket with that close code.
void expect_close(std::string_view bytes, int code, const SceneOptions& options = {});
/// The request is refused with that HTTP status.
void expect_status(std::string_view request, int status, const SceneOptions& options = {});

}  // namespace catalogue
