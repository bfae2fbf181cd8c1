#pragma once

#include <chrono>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>

namespace gateway {

/// The addresses of a name, or why there are none.
using Resolved = std::function<void(const std::string& error, const std::vector<boost::asio::ip::address>&)>;
/// Gives a question up: if its turn has not come it is not asked any more. `Resolved` is called all the same, with an
/// error.
using GiveUp = std::function<void()>;
using Resolve = std::function<GiveUp(const std::string& name, Resolved)>;
/// The system's resolver. Asio gives it one thread, which asks for one name after the other; the answer comes on the io
/// thread. `asking`: names that wait for theirs; while there are any that thread cannot be ended.
Resolve system_resolver(boost::asio::io_context& io, std::shared_ptr<std::size_t> asking);

/// Asks for names, and knows which of them no server answers for: these hold up all that are asked for behind them, so
/// they are left alone for a while. Io thread; owned by an HttpSender.
class NameLookups {
  public:
    using Clock = std::chrono::steady_clock;

    NameLookups(Resolve resolve, std::chrono::milliseconds pause) : resolve_(std::move(resolve)), pause_(pause) {}

    bool is_left_alone(const std::string& name, Clock::time_point now) const;
    GiveUp begin(const std::string& name, Resolved resolved);
    /// The time for an answer is over. Blamed is only the name that is being asked for: others merely waited behind it.
    void time_out(const std::string& name, Clock::time_point now);

  private:
    Resolve resolve_;
    std::chrono::milliseconds pause_;
    const std::shared_ptr<std::list<std::string>> asked_ =
        std::make_shared<std::list<std::string>>();  ///< in the order of asking
    std::map<std::string, Clock::time_point>
        left_alone_until_;  ///< few: a name comes in after a whole time limit, and goes after the pause
};

}  // namespace gateway
