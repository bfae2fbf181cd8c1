#pragma once

#include <cmath>
#include <cstdint>
#include <initializer_list>

namespace days {

/// Random numbers that are the same on every machine (splitmix64, Steele et al. 2014): a seed can be replayed.
class Chance {
  public:
    explicit Chance(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
    /// In [0, 1).
    double share() { return static_cast<double>(next() >> 11) / 9007199254740992.0; }
    bool is(double probability) { return share() < probability; }
    double between(double low, double high) { return low + share() * (high - low); }
    /// Small values are as likely as large ones: seconds as well as hours.
    double spread(double low, double high) { return low * std::pow(high / low, share()); }
    int whole(int low, int high) { return low + static_cast<int>(next() % static_cast<std::uint64_t>(high - low + 1)); }
    template <class T>
    T one_of(std::initializer_list<T> values) {
        return *(values.begin() + next() % values.size());
    }

  private:
    std::uint64_t state_;
};

}  // namespace days
