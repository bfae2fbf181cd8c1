#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "gateway/admin/admin_commands.h"

namespace gateway {

/// DATA_DIR/admin.sock (mode 0600): one request line, one answer line, then closed. Whoever may open the file may
/// administer the gateway. Io thread; owned by main.
class AdminSocket {
  public:
    using Run = std::function<void(const AdminRequest&, AdminAnswered)>;

    /// Throws std::runtime_error when the socket cannot be made.
    AdminSocket(boost::asio::io_context& io, const std::string& data_dir, Run run);
    ~AdminSocket();

  private:
    struct Parts;
    std::shared_ptr<Parts> parts_;
};

/// The longest that a command takes: a charger's answer is waited for, too.
constexpr std::chrono::seconds kAnswerPatience{120};

/// The same request from the command line; nothing when no gateway runs on this data directory. Blocks, for at most so
/// long.
std::optional<AdminAnswer> ask_running_gateway(const std::string& data_dir, const AdminRequest& request,
                                               std::chrono::milliseconds patience = kAnswerPatience);

}  // namespace gateway
