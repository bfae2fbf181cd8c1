#pragma once

#include "bench.h"

/// How several tests of the engine begin.
namespace gateway {

/// A session at 11 kW under an 11 kW ceiling, 20 s old; the id of its transaction.
inline std::int64_t charging(Bench& bench) {
    bench.arrive();
    bench.set_ceiling(11);
    const auto id = bench.begin_session();
    bench.meter_for(20s, 10.9);
    return id;
}

/// The charger is stored as one that is not controlled; it has just connected to a gateway that knows it so.
inline void restart_without_control(Bench& bench) {
    auto record = bench.site->charge_points().begin()->second->record();
    record.control = false;
    bench.storage.write({storage::PutChargePoint{record}}, nullptr);
    bench.settle();
    bench.restart();
    bench.forget_calls();
    bench.connect();
}

inline bool in_session(Bench& bench, int connector = 1) {
    return bench.view(connector).observed.transaction.has_value();
}

inline const ChargePoint& charge_point(const Bench& bench, const std::string& id = "CP1") {
    return *bench.site->charge_point(id);
}

/// Of the first connector of a charger that is not the first one.
inline void set_ceiling_of(Bench& bench, const std::string& charger, double kilowatts) {
    canonical::SettingsPatch patch;
    patch.max_charge_rate_kw = kilowatts;
    for (const auto& id : bench.site->devices().ids(canonical::Environment::live)) {
        const auto device = bench.site->devices().find(id, canonical::Environment::live);
        if (device && device.connector->record.charge_point_id == charger)
            bench.site->commands().write_settings(device, patch, [](bool) {});
    }
    bench.settle();
}

inline storage::TagRecord tag(const std::string& id) {
    storage::TagRecord record;
    record.id_tag = id;
    return record;
}

/// The error, or "?" while there is no answer.
inline std::shared_ptr<std::string> change_settings(Bench& bench, const std::vector<std::string>& words,
                                                    const std::string& id = "CP1") {
    auto answer = std::make_shared<std::string>("?");
    bench.site->chargers().change_settings(id, words, [answer](const std::string& error) { *answer = error; });
    bench.settle();
    return answer;
}

}  // namespace gateway
