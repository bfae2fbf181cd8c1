#include "gateway/log.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <thread>
#include <unordered_map>

#include <spdlog/async.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "gateway/code_point.h"
#include "gateway/line_allowance.h"

namespace gateway::log {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kQueuedLines = 8192;  // beyond: the oldest line is dropped
constexpr std::size_t kTextCharacters = 256;
constexpr std::size_t kKindsCounted = 256;  // kinds are constants of the program, so this is generous
constexpr std::chrono::milliseconds kPatienceAtExit{300};

// Written once by start(), before there are other threads.
Level threshold_ = Level::info;
// Never destroyed: their destructors would wait for a blocked stderr.
spdlog::details::thread_pool* writer_ = nullptr;
spdlog::async_logger* logger_ = nullptr;

const char* name(Level level) {
    switch (level) {
        case Level::debug:
            return "debug";
        case Level::info:
            return "info";
        case Level::warning:
            return "warning";
        case Level::error:
            return "error";
    }
    return "";
}

void append_hex(std::string& out, const char* format, unsigned value) {
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), format, value);
    out += text.data();
}

void append_character(std::string& out, CodePoint c, std::string_view bytes) {
    if (c.length == 0 || c.value == 0) {  // many readers of JSON refuse a NUL even when escaped
        append_hex(out, "\\\\x%02x", static_cast<unsigned char>(bytes.front()));
    } else if (is_unprintable(c.value)) {
        append_hex(out, "\\u%04x", static_cast<unsigned>(c.value));
    } else if (c.value == '"' || c.value == '\\') {
        (out += '\\') += bytes.front();
    } else {
        out += bytes.substr(0, c.length);
    }
}

/// Foreign text as the inside of a JSON string: nothing in it can end the line or repaint the terminal.
void append_escaped(std::string& out, std::string_view text) {
    for (std::size_t characters = 0; !text.empty(); ++characters) {
        if (characters == kTextCharacters) {
            out += "...";
            return;
        }
        const CodePoint c = first_code_point(text);
        append_character(out, c, text);
        text.remove_prefix(c.length == 0 ? 1 : c.length);
    }
}

void append_time(std::string& out) {
    const auto now = std::chrono::system_clock::now();
    const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
    const auto since_epoch = std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch());
    std::tm utc{};
    ::gmtime_r(&seconds, &utc);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &utc);
    out += text.data();
    append_hex(out, ".%03uZ", static_cast<unsigned>(since_epoch.count() % 1000));
}

std::string line(Level level, std::string_view kind, std::string_view text, std::uint64_t suppressed) {
    std::string out = "{\"time\":\"";
    append_time(out);
    ((out += "\",\"level\":\"") += name(level)) += "\",\"kind\":\"";
    append_escaped(out, kind);
    out += "\",\"text\":\"";
    append_escaped(out, text);
    out += '"';
    if (suppressed > 0) {
        (out += ",\"suppressed\":") += std::to_string(suppressed);
    }
    return out += '}';
}

/// One per thread, so that any thread may log without a lock of ours.
LineAllowance& allowance(std::string_view kind) {
    thread_local std::unordered_map<std::string, LineAllowance> by_kind;
    thread_local LineAllowance of_the_rest;
    const auto found = by_kind.find(std::string(kind));
    if (found != by_kind.end()) {
        return found->second;
    }
    return by_kind.size() < kKindsCounted ? by_kind[std::string(kind)] : of_the_rest;
}

spdlog::level::level_enum to_spdlog(Level level) {
    switch (level) {
        case Level::debug:
            return spdlog::level::debug;
        case Level::info:
            return spdlog::level::info;
        case Level::warning:
            return spdlog::level::warn;
        case Level::error:
            return spdlog::level::err;
    }
    return spdlog::level::off;
}

}  // namespace

void start(Level threshold) {
    threshold_ = threshold;
    if (logger_ != nullptr) {
        return;
    }
    static auto* const writer =
        new std::shared_ptr<spdlog::details::thread_pool>(new spdlog::details::thread_pool(kQueuedLines, 1));
    static auto* const logger = new std::shared_ptr<spdlog::async_logger>(
        new spdlog::async_logger("gateway", std::make_shared<spdlog::sinks::stderr_sink_mt>(), *writer,
                                 spdlog::async_overflow_policy::overrun_oldest));
    (*logger)->set_pattern("%v");
    (*logger)->set_level(spdlog::level::trace);
    writer_ = writer->get();
    logger_ = logger->get();
    std::atexit(drain);
}

/// The last words of a process should be read, but a blocked stderr must not keep it from ending.
void drain() {
    if (writer_ == nullptr) return;
    const auto deadline = Clock::now() + kPatienceAtExit;
    while (writer_->queue_size() > 0 && Clock::now() < deadline) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));  // the line taken from the queue last
}

bool enabled(Level level) { return level >= threshold_; }

void write(Level level, std::string_view kind, std::string_view text) {
    if (logger_ == nullptr || !enabled(level)) {
        return;
    }
    LineAllowance& of_kind = allowance(kind);
    if (!of_kind.may_write(Clock::now())) return;
    logger_->log(to_spdlog(level), spdlog::string_view_t(line(level, kind, text, of_kind.take_suppressed())));
}

}  // namespace gateway::log
