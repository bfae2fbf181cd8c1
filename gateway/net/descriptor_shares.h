#pragma once

#include <array>
#include <cstddef>
#include <memory>

namespace gateway {

/// How the file descriptors that the process may have are shared between the doors, so that a flood at one neither
/// starves the other nor the admin socket and the database. Each door has a share that is its own; what is left over
/// goes to whoever comes first. The limit is asked for anew each time, since it may change under a running process.
/// Io thread; outlives the doors.
class DescriptorShares {
  public:
    enum class Door { chargers, clients };
    /// Held as long as the socket; counts until it goes.
    using Token = std::shared_ptr<void>;

    /// `kept` are for everything that is no door; `most_clients` is the most that the clients' door ever takes.
    DescriptorShares(std::size_t kept, std::size_t most_clients);

    bool has_room(Door door) const { return left_for(door) > 0; }
    /// How many more the door may have.
    std::size_t left_for(Door door) const;
    Token take(Door door) const;

    /// Raises the limit as far as this process may; returns what it is then.
    static std::size_t raise_limit();

  private:
    struct Counts {
        std::array<std::size_t, 2> open{};
    };

    std::size_t own_share(Door door) const;
    std::size_t open(Door door) const { return counts_->open.at(static_cast<std::size_t>(door)); }

    std::size_t kept_, most_clients_;
    std::shared_ptr<Counts> counts_ = std::make_shared<Counts>();  ///< tokens may outlive this
};

}  // namespace gateway
