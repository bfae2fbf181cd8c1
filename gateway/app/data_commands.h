#pragma once

#include <CLI/CLI.hpp>
#include <optional>

#include "gateway/admin/support_bundle.h"

namespace gateway {

/// `backup`, `restore` and `support-bundle` of the command line.
class DataCommands {
  public:
    /// A request to whoever has the data directory: the running gateway, or else this program.
    using Ask = std::function<AdminAnswer(const std::string& data_dir, const AdminRequest&)>;

    DataCommands(CLI::App& app, Ask ask);
    DataCommands(const DataCommands&) = delete;  // the options hold places in it
    DataCommands& operator=(const DataCommands&) = delete;

    /// What the command says; nothing where another one was given. Throws std::runtime_error.
    std::optional<AdminAnswer> run();

  private:
    CLI::App* add(CLI::App& app, const std::string& name, const std::string& help);
    void add_backup(CLI::App& app);
    void add_restore(CLI::App& app);
    void add_support_bundle(CLI::App& app);
    AdminAnswer back_up();
    AdminAnswer make_support_bundle();

    Ask ask_;
    CLI::App *backup_ = nullptr, *restore_ = nullptr, *support_ = nullptr;
    AdminRequest request_;
    std::string data_dir_ = "./data", archive_, undo_;
    bool tells_status_ = false, finish_ = false;
    SupportOrder order_;
};

}  // namespace gateway
