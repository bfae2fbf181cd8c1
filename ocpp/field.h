#pragma once

#include <string_view>
#include <tuple>

namespace ocpp {

/// One field of a message: its wire name and where it lives. A message lists its fields once, in `fields()`; reading,
/// checking and writing all walk that list. std::optional members may be absent, all others are required.
template <class Message, class Type>
struct Field {
    std::string_view name;
    Type Message::*member;
    /// Required by the specification, but lenient reading goes on without it: a transaction message that can be stored
    /// at all must be answered with a result (catalogue, 10.3).
    bool tolerated_missing = false;
};

template <class Message, class Type>
constexpr Field<Message, Type> field(std::string_view name, Type Message::*member) {
    return {name, member, false};
}

template <class Message, class Type>
constexpr Field<Message, Type> tolerated(std::string_view name, Type Message::*member) {
    return {name, member, true};
}

/// A message without fields.
struct Empty {
    static constexpr auto fields() { return std::tuple<>{}; }
};

/// Who may send the CALL (catalogue, section 3).
enum class Sender { charge_point, central_system, either };

}  // namespace ocpp
