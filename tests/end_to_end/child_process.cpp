#include "tests/end_to_end/child_process.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/read_until.hpp>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace end_to_end {

/// Reads stdout line by line for as long as there is one; outlives the ChildProcess by its own handlers.
struct ChildProcess::Output : std::enable_shared_from_this<Output> {
    Output(boost::asio::io_context& io, int descriptor) : pipe(io, descriptor) {}

    void read_next() {
        boost::asio::async_read_until(pipe, text, '\n',
                                      [self = shared_from_this()](boost::system::error_code error, std::size_t) {
                                          if (error) return self->finish();
                                          std::string line;
                                          std::getline(std::istream(&self->text), line);
                                          self->lines.push_back(line);
                                          self->read_next();
                                      });
    }

    void finish() {
        std::string rest;
        if (std::getline(std::istream(&text), rest)) lines.push_back(rest);
        ended = true;
    }

    boost::asio::posix::stream_descriptor pipe;
    boost::asio::streambuf text;
    std::vector<std::string> lines;
    bool ended = false;
};

namespace {

[[noreturn]] void become(const std::vector<std::string>& command, int in, int out, const std::string& stderr_path) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int err = open(stderr_path.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    dup2(in, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    if (err >= 0) dup2(err, STDERR_FILENO);
    std::vector<char*> arguments;
    for (const std::string& each : command) arguments.push_back(const_cast<char*>(each.c_str()));
    arguments.push_back(nullptr);
    execv(arguments[0], arguments.data());
    _exit(127);
}

}  // namespace

ChildProcess::ChildProcess(Stage& stage, const std::vector<std::string>& command, const std::string& stderr_path)
    : stage_(stage) {
    // A child that has gone must not take the test with it when it is written to.
    std::signal(SIGPIPE, SIG_IGN);
    int to_child[2], from_child[2];
    if (pipe2(to_child, O_CLOEXEC) != 0 || pipe2(from_child, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    pid_ = fork();
    if (pid_ < 0) throw std::runtime_error("no process");
    if (pid_ == 0) become(command, to_child[0], from_child[1], stderr_path);
    close(to_child[0]);
    close(from_child[1]);
    stdin_ = to_child[1];
    output_ = std::make_shared<Output>(stage.io(), from_child[0]);
    output_->read_next();
}

ChildProcess::~ChildProcess() {
    if (is_running()) {
        kill(pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
    }
    close(stdin_);
    boost::system::error_code ignored;
    output_->pipe.close(ignored);
}

void ChildProcess::signal(int number) const {
    if (!exit_) kill(pid_, number);
}

void ChildProcess::write_line(const std::string& line) {
    const std::string text = line + "\n";
    if (write(stdin_, text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
        throw std::runtime_error("the process does not read its stdin");
    }
}

const std::vector<std::string>& ChildProcess::lines() const { return output_->lines; }

std::optional<std::string> ChildProcess::wait_for_line(const std::string& part, std::size_t from,
                                                       Milliseconds patience) {
    std::optional<std::string> found;
    std::size_t at = from;
    stage_.run_until(
        [&] {
            for (; at < lines().size() && !found; ++at) {
                if (lines()[at].find(part) != std::string::npos) found = lines()[at];
            }
            return found || output_->ended;
        },
        patience);
    return found;
}

bool ChildProcess::is_running() {
    if (exit_) return false;
    int status = 0;
    if (waitpid(pid_, &status, WNOHANG) != pid_) return true;
    exit_ = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
    return false;
}

std::optional<int> ChildProcess::wait_for_exit(Milliseconds patience) {
    stage_.run_until([this] { return !is_running() && output_->ended; }, patience);
    return exit_;
}

Finished run_command(Stage& stage, const std::vector<std::string>& command, Milliseconds patience) {
    const TemporaryDirectory scratch;
    const std::string stderr_path = scratch.path() + "/stderr";
    ChildProcess process(stage, command, stderr_path);
    Finished finished;
    finished.exit = process.wait_for_exit(patience).value_or(-1);
    for (const std::string& line : process.lines()) finished.out += line + "\n";
    finished.err = read_file(stderr_path);
    return finished;
}

std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

TemporaryDirectory::TemporaryDirectory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "gateway-test-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary directory");
    path_ = pattern;
}

TemporaryDirectory::~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

}  // namespace end_to_end
