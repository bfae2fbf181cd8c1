#pragma once

#include <sys/types.h>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/streambuf.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/end_to_end/stage.h"

namespace end_to_end {

/// One program of ours with pipes to its stdin and stdout; stderr goes to a file. Ended with SIGKILL when the object
/// goes, and by the kernel when the test itself dies.
class ChildProcess {
  public:
    ChildProcess(Stage& stage, const std::vector<std::string>& command, const std::string& stderr_path);
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    pid_t pid() const { return pid_; }
    void signal(int number) const;
    void write_line(const std::string& line);
    /// Lines of stdout so far; complete when the process has ended and `wait_for_exit` returned.
    const std::vector<std::string>& lines() const;
    /// The first line from index `from` on that contains `part`.
    std::optional<std::string> wait_for_line(const std::string& part, std::size_t from = 0,
                                             Milliseconds patience = kPatience);
    /// Exit status, or minus the signal's number; empty when it still runs after `patience`.
    std::optional<int> wait_for_exit(Milliseconds patience = kPatience);
    bool is_running();

  private:
    struct Output;

    Stage& stage_;
    pid_t pid_ = -1;
    int stdin_ = -1;
    std::shared_ptr<Output> output_;
    std::optional<int> exit_;
};

/// What a command that ends by itself left behind.
struct Finished {
    int exit = -1;
    std::string out, err;
};
Finished run_command(Stage& stage, const std::vector<std::string>& command, Milliseconds patience = kPatience);

std::string read_file(const std::string& path);

/// A directory under the system's temporary one that goes with the object.
class TemporaryDirectory {
  public:
    TemporaryDirectory();
    ~TemporaryDirectory();
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    const std::string& path() const { return path_; }

  private:
    std::string path_;
};

}  // namespace end_to_end
