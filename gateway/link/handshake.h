#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/link/charger_link.h"
#include "gateway/link/request_head.h"

/// The rules of a charger's upgrade request, without a socket (OCPP-J 3.1, 3.2). Pure.
namespace gateway {

/// Names that a request target may mean.
struct TargetNames {
    std::string identity;
    std::vector<std::string> other_names;  ///< earlier segments, nearest first, then query values
};

constexpr std::size_t kOtherNamesKept = 8;

/// The names in a request target; nothing where the last segment cannot be anybody's identity.
std::optional<TargetNames> parse_target(std::string_view target);

/// Reads an Authorization header. Nothing where it is absent, of another scheme, or garbage.
std::optional<BasicCredentials> parse_basic_credentials(std::string_view header, std::string_view identity);

/// Which subprotocol to answer.
struct SubprotocolChoice {
    bool common = false;  ///< false: finish the handshake without the header, then close (OCPP-J 3.2)
    std::string echo;     ///< as offered; empty: no header in the answer
};
SubprotocolChoice choose_subprotocol(const std::optional<std::string>& offered, bool strict);

/// The answer to a whole upgrade request.
struct HandshakeAnswer {
    int status = 400;
    std::string charge_point_id;
    SubprotocolChoice subprotocol;
    int security_profile = 0;
};

struct HandshakeRules {
    bool strict = false;          ///< certification: LinkLimits::strict_subprotocol
    bool uniform_reject = false;  ///< LinkLimits::uniform_reject
};

/// Puts the rules in their order: form, identity, the listener's admission, subprotocol. Credentials are judged
/// before the subprotocol, so that a stranger learns nothing from offering the wrong one.
/// `peer` says where the request comes from: address, security profile and certificate; the rest of it is filled here.
HandshakeAnswer answer_handshake(const RequestHead& head, UpgradeRequest peer, HandshakeRules rules,
                                 LinkListener& listener);

/// Fixed headers and body of a refusal.
std::vector<std::pair<std::string, std::string>> refusal_headers(int status);
std::string refusal_body(int status);

}  // namespace gateway
