#include "bench/fleet.h"

#include <sys/epoll.h>
#include <unistd.h>

#include <stdexcept>

namespace bench {

namespace {

constexpr int kPatienceMs = 60000;
constexpr int kMostEvents = 256;

double us_between(Clock::time_point from, Clock::time_point to) {
    return std::chrono::duration<double, std::micro>(to - from).count();
}

}  // namespace

Fleet::Fleet(std::uint16_t port, std::string prefix, int chargers)
    : port_(port), prefix_(std::move(prefix)), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    for (int i = 0; i < chargers; ++i) chargers_.push_back(std::make_unique<Charger>(i % Script::kMessages));
}

Fleet::~Fleet() { ::close(epoll_); }

void Fleet::open(std::size_t index) {
    ChargerSocket& socket = chargers_[index]->socket;
    socket.open(port_, prefix_ + std::to_string(index));
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = index;
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, socket.descriptor(), &event);
}

double Fleet::connect(int at_once) {
    const auto began = Clock::now();
    std::size_t begun = 0;
    while (free_.size() < chargers_.size()) {
        while (begun < chargers_.size() && begun - free_.size() < static_cast<std::size_t>(at_once)) open(begun++);
        if (!turn(kPatienceMs)) throw std::runtime_error("a charger's boot is not answered");
    }
    answers_ = {};
    return us_between(began, Clock::now()) / 1e6;
}

void Fleet::tell_available() {
    for (std::size_t i = 0; i < chargers_.size(); ++i) {
        send(free_.front(), chargers_[free_.front()]->script.status("Available"), Clock::now());
        free_.pop_front();
        turn(0);
    }
    wait_for_confirmations();
}

void Fleet::send(std::size_t index, const std::string& message, Clock::time_point due) {
    Charger& charger = *chargers_[index];
    charger.waits = true;
    charger.due = due;
    charger.socket.send(message);
}

void Fleet::send_next(Mix mix, Clock::time_point due) {
    const std::size_t index = free_.front();
    free_.pop_front();
    send(index, chargers_[index]->script.next(mix), due);
}

void Fleet::received(std::size_t index, std::string_view frame) {
    Charger& charger = *chargers_[index];
    const std::string answer = answer_to_call(frame);
    if (!answer.empty()) {
        last_call_ = frame;
        return charger.socket.send(answer);
    }
    if (frame.compare(0, 2, "[3") != 0 || !charger.waits)
        throw std::runtime_error("answered with " + std::string(frame));
    charger.script.confirmed(frame);
    charger.waits = false;
    ++confirmed_;
    free_.push_back(index);
    answers_.latencies_us.push_back(us_between(charger.due, Clock::now()));
}

bool Fleet::turn(int patience_ms) {
    epoll_event events[kMostEvents];
    const int count = ::epoll_wait(epoll_, events, kMostEvents, patience_ms);
    for (int i = 0; i < count; ++i) {
        const std::size_t index = events[i].data.u64;
        Charger& charger = *chargers_[index];
        charger.socket.receive([&] { send(index, charger.script.boot(), Clock::now()); },
                               [&](std::string_view frame) { received(index, frame); });
    }
    return count > 0;
}

void Fleet::wait_for_confirmations() {
    while (free_.size() < chargers_.size()) {
        if (!turn(kPatienceMs)) throw std::runtime_error("a message is not confirmed");
    }
}

void Fleet::settle(std::chrono::milliseconds quiet) {
    for (auto last = Clock::now(); Clock::now() - last < quiet;) {
        last_call_.clear();
        turn(100);
        if (!last_call_.empty()) last = Clock::now();
    }
    answers_ = {};
}

Answers Fleet::closed_loop(Mix mix, long messages, int in_flight) {
    const auto began = Clock::now();
    confirmed_ = 0;
    answers_ = {};
    for (long sent = 0; confirmed_ < messages;) {
        while (sent < messages && sent - confirmed_ < in_flight && !free_.empty()) {
            send_next(mix, Clock::now());
            ++sent;
        }
        if (!turn(kPatienceMs)) throw std::runtime_error("a message is not confirmed");
    }
    answers_.seconds = us_between(began, Clock::now()) / 1e6;
    return std::move(answers_);
}

Answers Fleet::at_rate(Mix mix, long messages, double per_second) {
    const auto began = Clock::now();
    confirmed_ = 0;
    answers_ = {};
    const auto due_at = [&](long n) {
        return began + std::chrono::duration_cast<Clock::duration>(
                           std::chrono::duration<double>(static_cast<double>(n) / per_second));
    };
    constexpr std::chrono::seconds kPatience{60};
    const auto until = due_at(messages) + kPatience;
    for (long sent = 0; confirmed_ < messages;) {
        if (Clock::now() > until) throw std::runtime_error("messages are not confirmed");
        while (sent < messages && !free_.empty() && due_at(sent) <= Clock::now()) {
            send_next(mix, due_at(sent));
            ++sent;
        }
        turn(sent < messages ? 0 : 100);
    }
    answers_.seconds = us_between(began, Clock::now()) / 1e6;
    return std::move(answers_);
}

Clock::time_point Fleet::wait_for_call(std::string_view action) {
    const auto until = Clock::now() + std::chrono::seconds(10);
    for (last_call_.clear(); last_call_.find(action) == std::string::npos;) {
        if (Clock::now() > until) throw std::runtime_error("no " + std::string(action) + " came");
        turn(100);
    }
    return Clock::now();
}

}  // namespace bench
