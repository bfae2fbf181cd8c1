#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "ocpp/codec.h"
#include "ocpp/frame.h"

/// The dispatcher: which CALLs of a peer are understood and who answers them.
namespace ocpp {

/// The answer to one CALL: given exactly once, now or later (after a commit).
class Reply {
  public:
    using SendFrame = std::function<void(std::string frame)>;

    Reply(const Call& call, SendFrame send) : id_(call.id), id_is_number_(call.id_is_number), send_(std::move(send)) {}

    template <class Response>
    void with(const Response& response) const {
        send_(write_call_result(Call{id_, id_is_number_, {}, {}}, write(response)));
    }
    void refuse(const CallError& error) const { send_(write_call_error(id_, id_is_number_, error.code, error.what())); }

  private:
    std::string id_;
    bool id_is_number_;
    SendFrame send_;
};

/// One row per action. `Peer` is whoever the CALLs come from; it has `strictness()` and `quirks()`.
template <class Peer>
class CallTable {
  public:
    /// `handler(Peer&, const Message::Request&, const Call&, Reply)` may throw CallError before it has replied.
    template <class Message, class Handler>
    void on(Handler handler) {
        rows_[Message::action] = [handler](Peer& peer, const Call& call, const Reply& reply) {
            handler(peer, read<typename Message::Request>(call.payload, peer.strictness(), peer.quirks()), call, reply);
        };
    }
    /// Known actions that only the other side may send, or that are switched off: NotSupported (catalogue, 1.9).
    void not_supported(std::string_view action) { rows_[action] = nullptr; }

    void dispatch(Peer& peer, const Call& call, const Reply& reply) const {
        try {
            row(call.action)(peer, call, reply);
        } catch (const CallError& error) {
            reply.refuse(error);
        }
    }

  private:
    using Row = std::function<void(Peer&, const Call&, const Reply&)>;

    const Row& row(std::string_view action) const {
        const auto found = rows_.find(action);
        if (found == rows_.end()) throw CallError(ErrorCode::NotImplemented, "this action is not known here");
        if (!found->second) throw CallError(ErrorCode::NotSupported, "this action is not for this side");
        return found->second;
    }

    std::map<std::string_view, Row> rows_;
};

}  // namespace ocpp
