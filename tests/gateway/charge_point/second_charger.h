#pragma once

#include <catch2/catch.hpp>

#include "bench.h"

namespace gateway {

/// Another charger beside the bench's own, on the same site.
class SecondCharger {
  public:
    explicit SecondCharger(Bench& bench, const std::string& name = "CP2") : bench_(bench) {
        UpgradeRequest request;
        request.identity = name;
        request.remote_address = "127.0.0.2";
        const Admission admission = bench.site->admission().admit(request, canonical::Environment::live);
        REQUIRE(admission.http_status == 101);
        link_ = std::make_shared<FakeLink>(admission.charge_point_id, 1000);
        bench.site->admission().link_opened(link_);
        bench.settle();
        call("BootNotification", R"({"chargePointVendor":"Acme","chargePointModel":"Two"})");
    }

    /// The whole frame that answers.
    std::string call(const std::string& action, const std::string& payload) {
        const std::string id = "second" + std::to_string(++calls_);
        bench_.site->admission().received(*link_, "[2,\"" + id + "\",\"" + action + "\"," + payload + "]");
        bench_.settle();
        for (const auto& frame : link_->sent) {
            if (frame.find("\"" + id + "\"") != std::string::npos) return frame;
        }
        return {};
    }

  private:
    Bench& bench_;
    std::shared_ptr<FakeLink> link_;
    int calls_ = 0;
};

}  // namespace gateway
