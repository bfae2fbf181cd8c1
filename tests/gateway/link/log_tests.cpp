#include <catch2/catch.hpp>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>
#include <chrono>
#include <string>
#include <thread>

#include "gateway/line_allowance.h"
#include "gateway/log.h"
#include "json/parse.h"

using namespace std::chrono_literals;
namespace journal = gateway::log;

namespace {

/// Stderr as a pipe for the life of the object.
class CapturedStderr {
  public:
    CapturedStderr() {
        if (::pipe(pipe_) != 0) throw std::runtime_error("pipe");
        saved_ = ::dup(2);
        ::dup2(pipe_[1], 2);
        ::fcntl(pipe_[0], F_SETFL, O_NONBLOCK);
    }
    ~CapturedStderr() {
        drain();
        ::dup2(saved_, 2);
        ::close(saved_);
        ::close(pipe_[1]);
        drain();
        ::close(pipe_[0]);
    }
    /// Everything written until `words` appears, or all there is after a generous wait.
    std::string until(const std::string& words) {
        const auto deadline = std::chrono::steady_clock::now() + 8s;
        while (text_.find(words) == std::string::npos && std::chrono::steady_clock::now() < deadline) {
            wait_for_more(50ms);
        }
        return text_;
    }

    /// What has been written by then, at once where there is something new.
    std::string within(std::chrono::milliseconds time) {
        wait_for_more(time);
        return text_;
    }

  private:
    void wait_for_more(std::chrono::milliseconds most) {
        pollfd readable{pipe_[0], POLLIN, 0};
        ::poll(&readable, 1, static_cast<int>(most.count()));
        drain();
    }
    void drain() {
        char buffer[4096];
        for (ssize_t n = 0; (n = ::read(pipe_[0], buffer, sizeof buffer)) > 0;) {
            text_.append(buffer, static_cast<std::size_t>(n));
        }
    }
    int pipe_[2] = {-1, -1};
    int saved_ = -1;
    std::string text_;
};

std::size_t count(const std::string& text, const std::string& words) {
    std::size_t found = 0;
    for (auto at = text.find(words); at != std::string::npos; at = text.find(words, at + 1)) ++found;
    return found;
}

/// The sum of what the lines say was left out.
std::size_t suppressed(const std::string& text) {
    const std::string words = "\"suppressed\":";
    std::size_t sum = 0;
    for (auto at = text.find(words); at != std::string::npos; at = text.find(words, at + 1))
        sum += std::stoul(text.substr(at + words.size()));
    return sum;
}

std::string logged(const std::string& kind, const std::string& text) {
    CapturedStderr captured;
    journal::start(journal::Level::info);
    journal::info(kind, text);
    journal::info(kind + ".end", "");
    const std::string all = captured.until(kind + ".end");
    return all.substr(0, all.find('\n'));
}

}  // namespace

TEST_CASE("a line is one JSON object with time, level, kind and text") {
    const std::string line = logged("test.plain", "hello");
    CHECK_NOTHROW(json::parse(line));
    CHECK_THAT(line, Catch::Matches(R"(\{"time":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z","level":"info",)"
                                    R"("kind":"test.plain","text":"hello"\})"));
}

TEST_CASE("foreign bytes cannot end a line, leave JSON or repaint the terminal") {
    const std::string line = logged("test.foreign", std::string("a\"b\\c\n\x1b[31m\0\xFF\xE2\x80\xAE\xC3\xA9{}%s", 22));
    CHECK_NOTHROW(json::parse(line));
    CHECK_THAT(line, Catch::Contains(R"(a\"b\\c\u000a\u001b[31m\\x00\\xff\u202e)"
                                     "\xC3\xA9"
                                     "{}%s"));
}

TEST_CASE("foreign text is cut at 256 characters, not bytes") {
    std::string text;
    for (int i = 0; i < 300; ++i) text += "\xC3\xA9";
    const std::string line = logged("test.long", text);
    CHECK(count(line, "\xC3\xA9") == 256);
    CHECK_THAT(line, Catch::Contains("..."));
}

TEST_CASE("one kind gets five lines a second, the rest is counted and told") {
    journal::LineAllowance allowance;
    const journal::LineAllowance::Clock::time_point began{1000s};
    const auto written_in = [&](std::chrono::milliseconds begin, int lines) {
        int written = 0;
        for (int i = 0; i < lines; ++i) written += allowance.may_write(began + begin) ? 1 : 0;
        return written;
    };
    CHECK(written_in(0ms, 1000) == 5);
    CHECK(written_in(999ms, 1) == 0);
    CHECK(allowance.take_suppressed() == 996);
    CHECK(written_in(1000ms, 5) == 5);
    CHECK(allowance.take_suppressed() == 0);
    CHECK(written_in(1999ms, 1) == 0);
    CHECK(written_in(60000ms, 3) == 3);
}

TEST_CASE("of a flood each line is written or counted in a later one, and other kinds are heard") {
    CapturedStderr captured;
    journal::start(journal::Level::info);
    for (int i = 0; i < 1000; ++i) journal::warning("test.flood", "again");
    journal::warning("test.other", "heard");
    std::size_t later = 0;
    for (std::string all; all.find("later") == std::string::npos && later < 400; ++later) {
        journal::warning("test.flood", "later");
        all = captured.within(50ms);
    }
    const std::string all = captured.until("later");
    CHECK(count(all, "heard") == 1);
    CHECK(count(all, "\"again\"") + count(all, "\"later\"") + suppressed(all) == 1000 + later);
    CHECK(suppressed(all) > 0);
}

TEST_CASE("lines below the threshold are not written") {
    CapturedStderr captured;
    journal::start(journal::Level::warning);
    journal::info("test.quiet", "quiet");
    journal::debug("test.quiet", "quiet");
    journal::error("test.loud", "loud");
    CHECK_FALSE(journal::enabled(journal::Level::info));
    CHECK(count(captured.until("loud"), "quiet") == 0);
}

TEST_CASE("a blocked stderr drops lines and holds up nobody") {
    CapturedStderr captured;
    journal::start(journal::Level::info);
    for (int thread = 0; thread < 10; ++thread) {  // each thread has an allowance of its own
        std::thread([] {
            for (int i = 0; i < 1250; ++i) {  // in all more than pipe and queue hold; nobody reads
                journal::info("test.blocked." + std::to_string(i / 5), std::string(200, 'x'));
            }
        }).join();
    }
    journal::info("test.after", "unblocked");
    const std::string all = captured.until("unblocked");
    CHECK(count(all, "unblocked") == 1);
    CHECK(count(all, "\n") < 10000);
}
