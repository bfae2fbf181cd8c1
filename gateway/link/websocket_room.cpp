#include "gateway/link/websocket_link.h"
#include "gateway/log.h"
#include "json/parse.h"

/// How a message comes in, and what becomes of one for which there is no room.
namespace gateway {

namespace {

constexpr std::chrono::milliseconds kLooksForRoomEvery{100};

}  // namespace

websocketpp::lib::error_code WebsocketLink::grown(std::string& payload, std::size_t announced) {
    switch (long_message_.grown(payload, announced)) {
        case LongMessage::Verdict::go_on:
            break;
        case LongMessage::Verdict::wait:
            wait_for_room();
            break;
        case LongMessage::Verdict::too_big:
            return websocketpp::processor::error::make_error_code(websocketpp::processor::error::message_too_big);
    }
    return {};
}

/// Called from inside a read of the library, outside of its handlers.
void WebsocketLink::wait_for_room() {
    if (hold_.is_held(ReadingHold::by_room)) {
        return;
    }
    ++context_->counters.long_message_waits;
    room_deadline_ = Clock::now() + context_->limits.room_patience;
    look_for_room_at_ = Clock::now() + kLooksForRoomEvery;
    follow(hold_.enter());
    follow(hold_.hold(ReadingHold::by_room));
    hold_.leave();
    rearm();
}

void WebsocketLink::check_room(Clock::time_point now) {
    if (!hold_.is_held(ReadingHold::by_room) || now < look_for_room_at_) {
        return;
    }
    look_for_room_at_ = now + kLooksForRoomEvery;
    if (!long_message_.has_room()) {
        if (now < room_deadline_) {
            return;
        }
        if (!long_message_.give_up()) {
            return end_for_cause(context_->counters.no_room, CloseCode::try_again_later, "no room for a long message");
        }
    }
    follow(hold_.release(ReadingHold::by_room));
}

void WebsocketLink::on_message(const Message& message) {
    inbound("received", [&] {
        if (long_message_.complete(message->get_raw_payload())) {
            ++context_->counters.stops_shortened;
            log::warning("link.stop_shortened", id_ + ": a StopTransaction too long to be kept; its samples were let go");
        }
        if (message->get_opcode() == websocketpp::frame::opcode::binary) {
            ++context_->counters.binary_messages;
            if (!json::is_utf8(message->get_payload())) {
                return close_with(websocketpp::close::status::unsupported_data, "binary message");
            }
        }
        take_rate(Clock::now());
        context_->listener->received(*this, std::move(message->get_raw_payload()));
    });
    long_message_.done();
}

}  // namespace gateway
