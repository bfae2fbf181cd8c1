#include "ocpp/message_index.h"

#include <algorithm>

#include "ocpp/all_messages.h"
#include "ocpp/codec.h"
#include "ocpp/semantic_checks.h"

namespace ocpp {

namespace {

template <class Message>
std::string checked_request(json::Value payload) {
    QuirkCounters uncounted;
    const auto request = read<typename Message::Request>(payload, Strictness::strict, uncounted);
    check_semantics(request);
    return write(request);
}

template <class Message>
std::string checked_response(std::optional<json::Value> payload, Strictness strictness, QuirkCounters& quirks) {
    return write(read<typename Message::Response>(payload, strictness, quirks));
}

template <class... Messages>
std::vector<ActionInfo> index_of(std::tuple<Messages...>*) {
    return {{Messages::action, Messages::sender, checked_request<Messages>, checked_response<Messages>}...};
}

}  // namespace

const std::vector<ActionInfo>& all_actions() {
    static const std::vector<ActionInfo> actions = index_of(static_cast<AllMessages*>(nullptr));
    return actions;
}

const ActionInfo* find_action(std::string_view action) {
    const auto& all = all_actions();
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto& info) { return info.action == action; });
    return found == all.end() ? nullptr : &*found;
}

}  // namespace ocpp
