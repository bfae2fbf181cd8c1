#include "gateway/charge_point/charger_writes.h"

#include <utility>

#include "gateway/charge_point/stored_events.h"
#include "gateway/log.h"

namespace gateway {

void ChargerWrites::write(storage::Batch batch, Done done) {
    parts_.storage.write(std::move(batch), [this, still_here = ports_.still_here(),
                                            done = std::move(done)](const storage::Written& written) {
        const auto alive = still_here.lock();
        if (!alive) return;
        if (!written.durable) log::error("storage.failed", written.error);
        if (done) done(written);
        ports_.answered();
    });
}

void ChargerWrites::store_record(Done done) {
    write({storage::PutChargePoint{parts_.record}}, [this, done = std::move(done)](const storage::Written& written) {
        if (!written.durable) try_again_later();
        if (done) done(written);
    });
}

void ChargerWrites::store(const Connector& connector, std::function<void(bool)> done, storage::Batch alongside) {
    alongside.push_back(storage::PutConnector{connector.record});
    write(std::move(alongside), [this, done = std::move(done)](const storage::Written& written) {
        // Whether or not somebody hears of it: the row on disk has to follow the record in the end.
        if (!written.durable) try_again_later();
        if (done) done(written.durable);
    });
}

void ChargerWrites::store_ended(const Connector& connector, const canonical::Action& action) {
    storage::Batch batch{storage::PutAction{action}, storage::PutConnector{connector.record}};
    append_events(batch, canonical::events_of(action));
    write(std::move(batch), [this, action](const storage::Written& written) {
        if (written.durable) return;
        unstored_actions_.push_back(action);
        try_again_later();
    });
}

void ChargerWrites::try_again_later() { next_try_ = parts_.time.now() + parts_.timings.retry_after_timeout; }

void ChargerWrites::try_what_failed(SteadyTime now) {
    if (!next_try_ || now < *next_try_) return;
    next_try_.reset();
    storage::Batch batch{storage::PutChargePoint{parts_.record}};
    for (const auto& [id, connector] : parts_.connectors) batch.push_back(storage::PutConnector{connector->record});
    for (const auto& action : unstored_actions_) {
        batch.push_back(storage::PutAction{action});
        append_events(batch, canonical::events_of(action));
    }
    write(std::move(batch), [this, sent = std::exchange(unstored_actions_, {})](const storage::Written& written) {
        if (written.durable) return;
        unstored_actions_.insert(unstored_actions_.end(), sent.begin(), sent.end());
        try_again_later();
    });
}

}  // namespace gateway
