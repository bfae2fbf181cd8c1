#include "ledger.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <sstream>

extern char** environ;

namespace storage_test {
namespace {

pid_t spawn_writer(const std::string& data_dir, long first, int out) {
    std::string program = LEDGER_WRITER;
    std::string directory = data_dir;
    std::string number = std::to_string(first);
    char* arguments[] = {program.data(), directory.data(), number.data(), nullptr};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    pid_t child = 0;
    const int error = posix_spawn(&child, program.c_str(), &actions, nullptr, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    REQUIRE(error == 0);
    return child;
}

/// Appends what the pipe has; false at its end.
bool read_some(int in, std::string& heard) {
    char buffer[4096];
    const auto length = read(in, buffer, sizeof buffer);
    if (length > 0) heard.append(buffer, static_cast<std::size_t>(length));
    return length > 0;
}

void listen_for(int in, int live_ms, std::string& heard) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(live_ms);
    for (;;) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()).count();
        if (left <= 0) return;
        pollfd waiting{in, POLLIN, 0};
        if (poll(&waiting, 1, static_cast<int>(left)) > 0 && !read_some(in, heard)) return;
    }
}

}  // namespace

void Ledger::hear(const std::string& line) {
    std::istringstream words(line);
    std::string kind;
    long session = 0;
    long id = 0;
    words >> kind >> session;
    if (kind == "start" && words >> id) {
        const auto [at, is_new] = starts.emplace(session, id);
        CHECK((is_new || at->second == id));  // a repeat is answered with the same transaction
    }
    if (kind == "reading") readings.insert(session);
    if (kind == "stop") stops.insert(session);
}

long Ledger::first_unfinished() const {
    long session = 1;
    while (stops.count(session) != 0) ++session;
    return session;
}

void run_and_kill(const std::string& data_dir, int live_ms, Ledger& ledger) {
    int ends[2];
    REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
    const pid_t child = spawn_writer(data_dir, ledger.first_unfinished(), ends[1]);
    close(ends[1]);
    std::string heard;
    listen_for(ends[0], live_ms, heard);
    kill(child, SIGKILL);
    while (read_some(ends[0], heard)) {
    }
    close(ends[0]);
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(WIFSIGNALED(status));  // it did not give up on its own
    std::istringstream lines(heard);
    for (std::string line; std::getline(lines, line);) {
        if (!lines.eof()) ledger.hear(line);  // the last one may be cut
    }
}

}  // namespace storage_test
