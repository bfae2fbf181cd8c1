#pragma once

#include <catch2/catch.hpp>
#include <string>

#include "tests/end_to_end/gateway_process.h"
#include "tests/end_to_end/scripted_charger.h"

/// The compliance tool's cases for a central system: a real gateway, the charger's side played by the test, and nothing
/// but the operator's REST side to drive and to read the gateway.
namespace octt {

using namespace end_to_end;

class Case {
  public:
    /// The charger is booted and Available, and nothing but what the case says goes over the wire: control is off.
    Case();

    // The charger's side. Each throws where the gateway does not answer with a CALLRESULT.

    /// The payload of the answer as JSON.
    std::string says(const std::string& action, const std::string& payload);
    void boot();
    void status(const std::string& status, const std::string& error = "NoError") { charger.status(status, error); }
    /// Authorize is answered Accepted.
    void expect_authorised();
    /// StartTransaction is answered Accepted with an id.
    void expect_started();
    /// StopTransaction is answered, and the record is closed with that reason.
    void expect_stopped(const std::string& reason);
    /// Authorize, Preparing, start, Charging.
    void expect_charging();
    /// Notifications with these statuses are answered, and the last one is what GET shows as that job's.
    void expect_job(const std::string& action, const std::string& job, const std::vector<std::string>& statuses,
                    const std::string& more = {});

    // The central system's side.

    /// POST .../calls; the charger answers `reply`, which has to come back, and gets exactly that payload.
    Answer expect_reply(const std::string& action, const std::string& payload, const std::string& reply);
    /// The same with a status alone.
    Answer expect_status(const std::string& action, const std::string& payload, const std::string& status) {
        return expect_reply(action, payload, R"({"status":")" + status + "\"}");
    }
    /// GET .../charge-points/CP-OCTT
    Answer shown() { return rest.get("/operator/charge-points/CP-OCTT"); }
    Answer transaction() { return rest.get("/operator/transactions/" + std::to_string(charger.transaction_id())); }
    /// What `chargers show` tells of connector 1.
    std::string observed_status() { return shown().text("data.report.connectors.0.observed.status"); }

    Stage stage;
    GatewayProcess gateway;
    ScriptedCharger charger;
    RestClient rest;

  private:
    static RestClient operator_client(Stage& stage, GatewayProcess& gateway);
};

/// A time so many seconds from now, as OCPP writes it.
std::string in_seconds(int seconds);

}  // namespace octt
