#include "gateway/admin/socket_counters.h"

namespace gateway {

namespace {

void member(json::Writer& out, const char* name, std::uint64_t count) {
    out.member(name, static_cast<std::int64_t>(count));
}

}  // namespace

void write_members(json::Writer& out, const LinkCounters& counters) {
    member(out, "accepted", counters.accepted);
    member(out, "upgraded", counters.upgraded);
    member(out, "refused", counters.refused);
    member(out, "open", counters.open);
    member(out, "tooManyFromAddress", counters.too_many_from_address);
    member(out, "acceptPaused", counters.accept_paused);
    member(out, "outOfDescriptors", counters.out_of_descriptors);
    member(out, "handshakeTimeouts", counters.handshake_timeouts);
    member(out, "badRequests", counters.bad_requests);
    member(out, "noCommonSubprotocol", counters.no_common_subprotocol);
    member(out, "messageTooBig", counters.message_too_big);
    member(out, "stopsShortened", counters.stops_shortened);
    member(out, "longMessageWaits", counters.long_message_waits);
    member(out, "noRoom", counters.no_room);
    member(out, "sendQueueFull", counters.send_queue_full);
    member(out, "silent", counters.silent);
    member(out, "readingPaused", counters.reading_paused);
    member(out, "handlerExceptions", counters.handler_exceptions);
    member(out, "binaryMessages", counters.binary_messages);
    member(out, "tlsOnPlain", counters.tls_on_plain);
    member(out, "tlsRefused", counters.tls_refused);
    member(out, "messageFloods", counters.message_floods);
    member(out, "pingFloods", counters.ping_floods);
    member(out, "fragmentFloods", counters.fragment_floods);
    member(out, "farewellsCut", counters.farewells_cut);
}

void write_members(json::Writer& out, const HttpCounters& counters) {
    member(out, "accepted", counters.accepted);
    member(out, "requests", counters.requests);
    member(out, "open", counters.open);
    member(out, "badRequests", counters.bad_requests);
    member(out, "headerTooBig", counters.header_too_big);
    member(out, "bodyTooBig", counters.body_too_big);
    member(out, "tooManyConnections", counters.too_many_connections);
    member(out, "requestTimeouts", counters.request_timeouts);
    member(out, "sendTimeouts", counters.send_timeouts);
    member(out, "handlerExceptions", counters.handler_exceptions);
    member(out, "outOfDescriptors", counters.out_of_descriptors);
    member(out, "unauthenticatedEnded", counters.unauthenticated_ended);
    member(out, "refusedBeforeBody", counters.refused_before_body);
    member(out, "idleClosed", counters.idle_closed);
    member(out, "streams", counters.streams);
    member(out, "streamsOpen", counters.streams_open);
    member(out, "tooManyStreams", counters.too_many_streams);
    member(out, "streamsTooSlow", counters.streams_too_slow);
    member(out, "unanswered", counters.unanswered);
    member(out, "answeredTwice", counters.answered_twice);
}

}  // namespace gateway
