#pragma once

#include <string>
#include <string_view>

namespace simulators {

/// ws://HOST[:PORT]/PATH or wss:// taken apart.
struct WebsocketUrl {
    std::string host;
    std::string port = "80";
    bool is_secure = false;  ///< wss
    std::string path = "/";

    std::string authority() const;
};

/// Throws std::invalid_argument for everything that is not a ws:// or wss:// address.
WebsocketUrl parse_websocket_url(std::string_view url);

/// OCPP-J 3.1.1: the identity as last path segment, percent-encoded.
std::string path_with_identity(std::string_view path, std::string_view identity);

/// "Basic ..." for an Authorization header.
std::string basic_credentials(std::string_view user, std::string_view password);

}  // namespace simulators
