#include "gateway/http/http_connection.h"

/// How long each phase of a connection may last.
namespace gateway::http {

void HttpConnection::set_deadline(std::chrono::milliseconds time) {
    deadline_ = Clock::now() + time;
    if (deadline_ < armed_for_) arm_timer();
}

/// A limit put off later does not come here: the timer fires at the old time and looks again.
void HttpConnection::arm_timer() {
    armed_for_ = deadline_;
    timer_.expires_at(deadline_);
    timer_.async_wait([self = shared_from_this()](const ErrorCode& error) {
        if (!error) self->guarded([&] { self->on_timer(); });
    });
}

void HttpConnection::on_timer() {
    armed_for_ = Clock::time_point::max();
    if (deadline_ == Clock::time_point::max()) return;
    if (Clock::now() < deadline_) return arm_timer();
    lift_deadline();
    on_deadline();
}

void HttpConnection::on_deadline() {
    switch (phase_) {
        case Phase::reading:
            if (mid_request_) return fail({408, "the request did not arrive in time"});
            ++service_->counters.idle_closed;
            return close();
        case Phase::sending:
            ++service_->counters.send_timeouts;
            return abort();
        case Phase::draining:
            return close();
        case Phase::handling:
        case Phase::closed:
            return;
    }
}

}  // namespace gateway::http
