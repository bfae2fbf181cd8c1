#pragma once

#include <string>
#include <vector>

#include "world.h"

namespace days {

/// Watches one kind of promise by the world's own truth. Owned by the test that owns the World.
class Judge : public Onlooker {
  public:
    explicit Judge(World& world);
    ~Judge() override;
    Judge(const Judge&) = delete;
    Judge& operator=(const Judge&) = delete;

    /// After a quiet time with a charger that cooperates.
    virtual void close() {}
    const std::vector<std::string>& broken() const { return broken_; }

  protected:
    static constexpr std::size_t kMostBroken = 5;

    void broke(const std::string& what);
    const simulators::Behaviour& behaviour() const { return world_.options().charger.behaviour; }
    World& world_;

  private:
    std::vector<std::string> broken_;
};

/// "12.34 kW"
std::string fixed(double value, const char* unit);
double in_seconds(SteadyTime::duration span);

}  // namespace days
