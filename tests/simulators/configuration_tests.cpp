#include "simulators/configuration.h"

#include <catch2/catch.hpp>
#include <set>

using ocpp::ConfigurationStatus;
using simulators::Configuration;

TEST_CASE("a charger has every key that Core and SmartCharging require") {
    const Configuration configuration({2, 10, 24, 32, true, true});
    std::set<std::string> keys;
    const auto answer = configuration.get({});
    for (const auto& entry : *answer.configurationKey) keys.insert(entry.key.value);
    for (const char* key : {"AuthorizeRemoteTxRequests",
                            "ClockAlignedDataInterval",
                            "ConnectionTimeOut",
                            "ConnectorPhaseRotation",
                            "GetConfigurationMaxKeys",
                            "HeartbeatInterval",
                            "LocalAuthorizeOffline",
                            "LocalPreAuthorize",
                            "MeterValuesAlignedData",
                            "MeterValuesSampledData",
                            "MeterValueSampleInterval",
                            "NumberOfConnectors",
                            "ResetRetries",
                            "StopTransactionOnInvalidId",
                            "StopTxnAlignedData",
                            "StopTxnSampledData",
                            "SupportedFeatureProfiles",
                            "TransactionMessageAttempts",
                            "TransactionMessageRetryInterval",
                            "UnlockConnectorOnEVSideDisconnect",
                            "ChargeProfileMaxStackLevel",
                            "ChargingScheduleAllowedChargingRateUnit",
                            "ChargingScheduleMaxPeriods",
                            "MaxChargingProfilesInstalled"}) {
        INFO(key);
        CHECK(keys.count(key) == 1);
    }
}

TEST_CASE("a change is accepted, rejected or not supported") {
    struct Row {
        const char* key;
        const char* value;
        ConfigurationStatus status;
    };
    const Row row = GENERATE(Row{"HeartbeatInterval", "30", ConfigurationStatus::Accepted},
                             Row{"heartbeatinterval", "30", ConfigurationStatus::Accepted},
                             Row{"HeartbeatInterval", "-1", ConfigurationStatus::Rejected},
                             Row{"HeartbeatInterval", "3x", ConfigurationStatus::Rejected},
                             Row{"HeartbeatInterval", "99999999999", ConfigurationStatus::Rejected},
                             Row{"NumberOfConnectors", "3", ConfigurationStatus::Rejected},
                             Row{"AuthorizeRemoteTxRequests", "yes", ConfigurationStatus::Rejected},
                             Row{"AuthorizeRemoteTxRequests", "true", ConfigurationStatus::Accepted},
                             Row{"MeterValuesSampledData", "Voltage.L1-N, SoC", ConfigurationStatus::Accepted},
                             Row{"MeterValuesSampledData", "Voltage,RPM", ConfigurationStatus::Rejected},
                             Row{"MeterValuesSampledData", "", ConfigurationStatus::Accepted},
                             Row{"Colour", "red", ConfigurationStatus::NotSupported});
    Configuration configuration({});
    INFO(row.key << "=" << row.value);
    CHECK(configuration.change(row.key, row.value) == row.status);
}

TEST_CASE("a rejected change leaves the old value") {
    Configuration configuration({});
    configuration.change("HeartbeatInterval", "77");
    configuration.change("HeartbeatInterval", "x");
    CHECK(configuration.integer("HeartbeatInterval") == 77);
}

TEST_CASE("asked for single keys a charger names the unknown ones") {
    const Configuration configuration({});
    const auto answer = configuration.get({std::vector<ocpp::Text<50>>{"numberofconnectors", "Colour"}});
    REQUIRE(answer.configurationKey->size() == 1);
    CHECK(answer.configurationKey->front().key.value == "NumberOfConnectors");
    CHECK(answer.configurationKey->front().readonly);
    REQUIRE(answer.unknownKey->size() == 1);
    CHECK(answer.unknownKey->front().value == "Colour");
}
