#include "tests/end_to_end/simulator_process.h"

#include <algorithm>
#include <exception>
#include <iostream>
#include <stdexcept>

namespace end_to_end {

SimulatorProcess::SimulatorProcess(Stage& stage, std::uint16_t port, const std::string& id,
                                   const std::vector<std::string>& options) {
    std::vector<std::string> command{SIMULATOR_PROGRAM, "run", "--id", id};
    if (port != 0) command.insert(command.end(), {"--url", "ws://127.0.0.1:" + std::to_string(port) + "/ocpp"});
    command.insert(command.end(), options.begin(), options.end());
    process_ = std::make_unique<ChildProcess>(stage, command, directory_.path() + "/stderr");
}

SimulatorProcess::~SimulatorProcess() {
    if (std::uncaught_exceptions() == 0) return;
    std::cerr << "---- the simulator said\n";
    for (const std::string& line : lines()) {
        if (line.rfind("status: ", 0) != 0) std::cerr << line << '\n';  // those were asked for, again and again
    }
    std::cerr << "----\n";
}

std::string SimulatorProcess::status() {
    const std::size_t from = process_->lines().size();
    say("status");
    const auto line = process_->wait_for_line("status: ", from);
    if (!line) throw std::runtime_error("the simulator does not answer");
    return *line;
}

bool SimulatorProcess::has_said(const std::string& part) const {
    const auto& lines = process_->lines();
    return std::any_of(lines.begin() + static_cast<std::ptrdiff_t>(mark_), lines.end(),
                       [&](const std::string& line) { return line.find(part) != std::string::npos; });
}

double SimulatorProcess::limit_a() {
    const std::string text = status();
    const auto at = text.find("limit ");
    if (at == std::string::npos) throw std::runtime_error("no limit in: " + text);
    return std::stod(text.substr(at + 6));
}

}  // namespace end_to_end
