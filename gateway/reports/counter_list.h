#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "json/writer.h"

namespace gateway {

/// The counters of the whole gateway, each group written by its owner. Io thread; owned by the Api, which all owners
/// outlive or end with.
class CounterList {
  public:
    /// `write` writes the members of the group's object.
    void add(std::string group, std::function<void(json::Writer&)> write) {
        groups_.emplace_back(std::move(group), std::move(write));
    }
    void write(json::Writer& out) const {
        for (const auto& [group, write_members] : groups_) {
            out.key(group).begin_object();
            write_members(out);
            out.end_object();
        }
    }

  private:
    std::vector<std::pair<std::string, std::function<void(json::Writer&)>>> groups_;
};

}  // namespace gateway
