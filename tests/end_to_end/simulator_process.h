#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/end_to_end/child_process.h"

namespace end_to_end {

/// A running `charge-point-simulator`, told what to do on its stdin. Three phases at 230 V and 32 A, a vehicle of 11
/// kW. What it said is printed when a test fails.
class SimulatorProcess {
  public:
    /// Port 0: the options say where, as `--url`.
    SimulatorProcess(Stage& stage, std::uint16_t port, const std::string& id,
                     const std::vector<std::string>& options = {});
    ~SimulatorProcess();

    void say(const std::string& command) { process_->write_line(command); }
    /// The first line that contains `part` among those since `mark`.
    std::optional<std::string> wait_for(const std::string& part, Milliseconds patience = kPatience) {
        return process_->wait_for_line(part, mark_, patience);
    }
    /// Whether a line since `mark` contains `part`; to be asked after an event that would have come later.
    bool has_said(const std::string& part) const;
    /// From here on `wait_for` looks at newer lines only.
    void mark() { mark_ = process_->lines().size(); }
    /// "connector 1 Charging plugged 7.38 kW, limit 10.7 A, ..." as the simulator sees itself now.
    std::string status();
    /// Amperes per phase that the charger would offer now, from its own status.
    double limit_a();
    const std::vector<std::string>& lines() const { return process_->lines(); }

  private:
    TemporaryDirectory directory_;
    std::unique_ptr<ChildProcess> process_;
    std::size_t mark_ = 0;
};

}  // namespace end_to_end
