#include "gateway/link/handshake.h"

#include <algorithm>

#include "gateway/charger_identity.h"
#include "gateway/net/base64.h"
#include "gateway/net/header_text.h"
#include "gateway/net/percent_encoding.h"

namespace gateway {

namespace {

constexpr std::string_view kOurSubprotocol = "ocpp1.6";
constexpr std::size_t kAuthorizationBytes = 1024;

std::optional<std::string> decoded_name(std::string_view segment) {
    auto name = percent_decoded(segment);
    return name && is_charger_identity(*name) ? name : std::nullopt;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    while (!text.empty()) {
        const std::size_t end = text.find(separator);
        if (end != 0) {
            parts.push_back(text.substr(0, end));
        }
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return parts;
}

void keep_name(std::vector<std::string>& names, std::string_view raw) {
    auto name = decoded_name(raw);
    if (name && names.size() < kOtherNamesKept) {
        names.push_back(std::move(*name));
    }
}

/// Identities may contain colons, so the identity itself says where the username ends.
std::size_t username_length(std::string_view credentials, std::string_view identity) {
    const bool begins_with_identity = credentials.size() > identity.size() && credentials[identity.size()] == ':' &&
                                      equal_ignoring_case(credentials.substr(0, identity.size()), identity);
    return begins_with_identity ? identity.size() : credentials.find(':');
}

/// Whoever may not come in hears the same, whether the identity exists or not.
int told_status(int status, HandshakeRules rules) {
    return rules.uniform_reject && (status == 403 || status == 404 || status == 429) ? 401 : status;
}

}  // namespace

std::optional<TargetNames> parse_target(std::string_view target) {
    target = target.substr(0, target.find('#'));
    const std::size_t question = target.find('?');
    const auto segments = split(target.substr(0, question), '/');
    auto identity = segments.empty() ? std::nullopt : decoded_name(segments.back());
    if (target.empty() || target.front() != '/' || !identity) {
        return std::nullopt;
    }
    TargetNames names{std::move(*identity), {}};
    for (auto segment = segments.rbegin() + 1; segment != segments.rend(); ++segment) {
        keep_name(names.other_names, *segment);
    }
    const std::string_view query =
        question == std::string_view::npos ? std::string_view{} : target.substr(question + 1);
    for (const std::string_view parameter : split(query, '&')) {
        const std::size_t equals = parameter.find('=');
        keep_name(names.other_names, equals == std::string_view::npos ? parameter : parameter.substr(equals + 1));
    }
    return names;
}

std::optional<BasicCredentials> parse_basic_credentials(std::string_view header, std::string_view identity) {
    const std::size_t space = header.find(' ');
    if (header.size() > kAuthorizationBytes || space == std::string_view::npos ||
        !equal_ignoring_case(header.substr(0, space), "Basic")) {
        return std::nullopt;
    }
    const auto decoded = decode_base64(trimmed(header.substr(space)));
    const std::size_t colon = decoded ? username_length(*decoded, identity) : std::string::npos;
    if (colon == std::string::npos) {
        return std::nullopt;
    }
    return BasicCredentials{decoded->substr(0, colon), decoded->substr(colon + 1)};
}

SubprotocolChoice choose_subprotocol(const std::optional<std::string>& offered, bool strict) {
    std::string_view list = offered ? std::string_view(*offered) : std::string_view{};
    bool any = false;
    while (const auto name = take_element(list)) {
        any = true;
        if (strict ? *name == kOurSubprotocol : equal_ignoring_case(*name, kOurSubprotocol)) {
            return {true, std::string(*name)};
        }
    }
    // Silence means 1.6 for a good part of the field (quirk 4); an answer nobody asked for would break them.
    return {!any && !strict, {}};
}

HandshakeAnswer answer_handshake(const RequestHead& head, UpgradeRequest request, HandshakeRules rules,
                                 LinkListener& listener) {
    if (head.refusal != 0) {
        return {head.refusal, {}, {}};
    }
    if (rules.strict && !head.connection_upgrade) {
        return {400, {}, {}, 0};
    }
    auto names = parse_target(head.target);
    if (!names) {
        return {told_status(404, rules), {}, {}, 0};
    }
    request.credentials = parse_basic_credentials(head.authorization, names->identity);
    request.identity = std::move(names->identity);
    request.other_names = std::move(names->other_names);
    if (request.security_profile == 0 && request.credentials) {
        request.security_profile = 1;
    }
    Admission admission = listener.admit(request);
    return {told_status(admission.http_status, rules), std::move(admission.charge_point_id),
            choose_subprotocol(head.subprotocols, rules.strict), admission.security_profile};
}

std::vector<std::pair<std::string, std::string>> refusal_headers(int status) {
    std::vector<std::pair<std::string, std::string>> headers{{"Connection", "close"}, {"Content-Type", "text/plain"}};
    if (status == 401) {
        headers.emplace_back("WWW-Authenticate", "Basic realm=\"ocpp\"");
    } else if (status == 405) {
        headers.emplace_back("Allow", "GET");
    } else if (status == 426) {
        headers.emplace_back("Upgrade", "websocket");
        headers.emplace_back("Sec-WebSocket-Version", "13");
    }
    return headers;
}

std::string refusal_body(int status) {
    return status == 426 ? "This is a port for OCPP 1.6-J chargers.\n" : "Refused.\n";
}

}  // namespace gateway
