#pragma once

#include <CLI/CLI.hpp>
#include <optional>

#include "gateway/app/doctor.h"

namespace gateway {

/// `doctor` of the command line.
class DoctorCommand {
  public:
    explicit DoctorCommand(CLI::App& app);
    DoctorCommand(const DoctorCommand&) = delete;  // the options hold places in it
    DoctorCommand& operator=(const DoctorCommand&) = delete;

    /// The exit status: 0 all well, 1 something to be warned of, 2 something that fails; nothing where another command
    /// was given. Throws std::runtime_error.
    std::optional<int> run();

  private:
    CLI::App* doctor_;
    DoctorOrder order_;
    bool as_json_ = false, renews_sums_ = false;
};

}  // namespace gateway
