#include "gateway/charge_point/charge_point.h"

#include <algorithm>

#include "gateway/charge_point/lesson_store.h"
#include "gateway/charge_point/stored_events.h"
#include "gateway/log.h"

namespace gateway {

namespace {

constexpr std::size_t kMostCallsWaiting = 16;

/// A repeat may succeed where the first one failed, so a refusal is never given twice from memory.
bool is_refusal(const std::string& frame) { return frame.compare(0, 3, "[4,") == 0; }

/// Only a connector can be in a session, and no charger has connectors beyond the last one that is kept.
void count_odd_status(const ocpp::StatusNotification::Request& request, ocpp::QuirkCounters& quirks) {
    using ocpp::ChargePointStatus;
    const auto& status = request.status;
    const bool fits_station = status == ChargePointStatus::Available || status == ChargePointStatus::Unavailable ||
                              status == ChargePointStatus::Faulted;
    if (request.connectorId == 0 && !fits_station) quirks.raise(ocpp::Quirk::unusable_value);
    if (request.connectorId != 0) quirks.raise(ocpp::Quirk::number_out_of_range);
}

}  // namespace

ChargePoint::ChargePoint(storage::ChargePointRecord record, SiteServices& services)
    : record_(std::move(record)),
      settings_(settings_of(record_)),
      password_(password_of(record_)),
      services_(services),
      lessons_(record_.id, {[&services] { return services.time.utc(); },
                            [this](const LessonNews& news) { services_.lessons.tell_model(record_, news); }}),
      traits_(services.traits_of(record_)),
      calls_({kMostCallsWaiting, services.timings.call_timeout}, services.call_id_prefix,
             [this](const std::string& frame) { send(frame); }),
      journal_(services.frame_budget),
      security_(record_, security_outlets()),
      boot_gate_(services.timings),
      reservations_(services.time, record_.id, reservation_ways()),
      local_list_(services.time, record_.id, local_list_ways()),
      setup_(services.timings),
      news_(services.time, record_,
            [this](storage::Batch batch, std::function<void()> failed) {
                write(std::move(batch), [this, failed = std::move(failed)](const storage::Written& written) {
                    if (written.durable) return;
                    failed();
                    store_again_later();
                });
            }),
      alarm_(services.time.make_alarm([this] { decide(); })),
      lost_alarm_(services.time.make_alarm([this] { close_lost_transactions(); })) {
    const auto known = services.lessons.known(record_);
    capabilities_ = lessons_.know(known.own, known.model);
    if (record_.registration != storage::Registration::accepted) boot_gate_.hold();
}

Connector* ChargePoint::find_connector(int connector_id) {
    const auto found = connectors_.find(connector_id);
    return found == connectors_.end() ? nullptr : found->second.get();
}

Connector* ChargePoint::connector(std::int64_t connector_id) {
    if (connector_id < 1 || connector_id > kMostConnectors) return nullptr;
    const int id = static_cast<int>(connector_id);
    if (Connector* known = find_connector(id)) return known;
    storage::ConnectorRecord row;
    row.device_id = services_.new_device_id();
    row.charge_point_id = record_.id;
    row.connector_id = id;
    restore_connector(row);
    Connector* created = find_connector(id);
    if (is_connected()) created->on_connected(services_.time.now());
    store(*created);
    services_.connector_appeared(*created);
    return created;
}

void ChargePoint::restore_connector(storage::ConnectorRecord row) {
    const int id = row.connector_id;
    connectors_[id] = std::make_unique<Connector>(std::move(row), record_, services_.timings);
    // Until a restarted gateway has given it time to come back, it is not away.
    connectors_[id]->view.connected_changed_at = services_.time.now();
    share_what_is_known();
}

// The link.

void ChargePoint::link_opened(std::shared_ptr<ChargerLink> link) {
    const SteadyTime now = services_.time.now();
    if (link_) lessons_.confounders.note(Confounders::Cause::socket_replaced, now);
    link_ = std::move(link);
    link_generation_ = link_->generation();
    ++journal_.link.connections;
    answers_ = {};
    unusable_frames_ = {};
    calls_.forget_holds();
    reading_paused_ = false;
    link_changed_at_ = record_.last_seen = services_.time.utc();
    record_.remote_address = link_->remote_address();
    boot_gate_.link_opened(now, record_.boot_accepted);
    clock_lag_.link_opened();
    unaccepted_calls_.link_opened();
    local_list_.charger_is_back();
    if (!setup_.has_begun()) {
        setup_.know(traits(), capabilities_.setup, lessons_.key_trials());
        setup_.begin(now);
    }
    for (auto& [id, connector] : connectors_) connector->on_connected(now);
    log::info("charger.connected", record_.id + " from " + link_->remote_address());
    decide_soon();
}

void ChargePoint::link_closed() {
    const SteadyTime now = services_.time.now();
    link_.reset();
    link_changed_at_ = services_.time.utc();
    boot_gate_.link_closed();
    lessons_.confounders.note(Confounders::Cause::link_lost, now);
    if (lessons_.key_lost_link(setup_.charger_fell_over(now))) services_.lessons.keep(record_, lessons_.knowledge(capabilities_));
    triggers_.forget_all();
    for (auto& [id, connector] : connectors_) connector->on_disconnected(now);
    ++journal_.link.disconnections;
    calls_.on_disconnected();
    raw_calls_.end_all(RawOutcome::Status::disconnected);
    note_lessons();
    for (auto& [id, connector] : connectors_) refreshed(id);
    log::info("charger.disconnected", record_.id);
    decide_soon();
}

void ChargePoint::send(std::string_view frame) {
    if (!link_) return;
    journal_.frames.add(FrameLog::Direction::sent, frame, services_.time.utc());
    link_->send(frame);
}

void ChargePoint::received(std::string text) {
    const SteadyTime now = services_.time.now();
    journal_.frames.add(FrameLog::Direction::received, text, services_.time.utc());
    const auto fingerprint = ocpp::AnswerCache::fingerprint(text);
    const ocpp::Frame frame = ocpp::read_frame(std::move(text), strictness(), quirks_);
    const auto& content = frame.content;
    const auto late_answers = calls_.late_answers();
    if (const auto* call = std::get_if<ocpp::Call>(&content)) {
        answer(*call, fingerprint);
    } else if (const auto* result = std::get_if<ocpp::CallResult>(&content)) {
        if (!calls_.on_result(frame, *result, now)) quirks_.raise(ocpp::Quirk::unmatched_answer);
    } else if (const auto* error = std::get_if<ocpp::CallErrorFrame>(&content)) {
        if (!calls_.on_error(*error, now)) quirks_.raise(ocpp::Quirk::unmatched_answer);
    } else if (const auto* broken = std::get_if<ocpp::BrokenCall>(&content)) {
        send(ocpp::write_call_error(broken->id, broken->id_is_number, broken->code, broken->reason));
    } else if (const auto* broken_answer = std::get_if<ocpp::BrokenAnswer>(&content)) {
        calls_.on_broken_answer(*broken_answer, now);
    } else {
        ignore_message(now);
    }
    if (calls_.late_answers() != late_answers) quirks_.raise(ocpp::Quirk::late_answer);
    pause_reading_if_congested();
}

void ChargePoint::ignore_message(SteadyTime now) {
    quirks_.raise(ocpp::Quirk::ignored_message);
    if (!unusable_frames_.one_more(now)) return;
    log::warning("charger.unusable", record_.id + ": too many messages with which nothing can be done");
    lessons_.confounders.closed_by_us(now);
    link_->close(CloseCode::policy_violation, "too many unusable messages");
}

void ChargePoint::answer(const ocpp::Call& call, ocpp::AnswerCache::Fingerprint fingerprint) {
    const bool repeatable = !ocpp::AnswerCache::is_always_new(call.action);
    if (strictness() == ocpp::Strictness::strict && answers_.is_in_work(call.id)) {
        return send(ocpp::write_call_error(call.id, call.id_is_number, ocpp::ErrorCode::ProtocolError,
                                           "a message with this id is still being handled"));
    }
    if (repeatable) {
        if (const auto before = answers_.find(fingerprint)) return send(*before);
    }
    if (!unaccepted_calls_.admit(call.action, record_, strictness())) {
        return send(ocpp::write_call_error(call.id, call.id_is_number, ocpp::ErrorCode::SecurityError,
                                           "the BootNotification of this charger is not accepted yet"));
    }
    if (call.action != ocpp::BootNotification::action) boot_gate_.call_heard(services_.time.now());
    const auto hold = calls_.hold(services_.time.now());
    answers_.begin(call.id);
    const ocpp::Reply reply(call, [weak = weak_from_this(), generation = link_generation_, fingerprint,
                                   repeatable, hold, id = call.id](std::string text) {
        const auto alive = weak.lock();
        // The answer belongs to the socket that asked (quirk 11).
        if (!alive || !alive->link_ || alive->link_generation_ != generation) return;
        alive->send(text);
        alive->answers_.end(id);
        if (repeatable && !is_refusal(text)) alive->answers_.remember(fingerprint, std::move(text));
        alive->calls_.release(hold, alive->services_.time.now());
        alive->decide_soon();
    });
    services_.incoming_calls.dispatch(*this, call, reply);
    decide_soon();
}

/// Back-pressure instead of an unbounded queue: a backlog after an outage is legitimate, but waits in TCP.
void ChargePoint::pause_reading_if_congested() {
    if (!link_) return;
    const bool congested = services_.storage.is_congested();
    if (congested == reading_paused_) return;
    reading_paused_ = congested;
    if (congested) link_->pause_reading();
    else link_->resume_reading();
}

// Storage.

void ChargePoint::write(storage::Batch batch, std::function<void(const storage::Written&)> done) {
    services_.storage.write(
        std::move(batch), [weak = weak_from_this(), done = std::move(done)](const storage::Written& written) {
            const auto alive = weak.lock();
            if (!alive) return;
            if (!written.durable) log::error("storage.failed", written.error);
            if (done) done(written);
            alive->pause_reading_if_congested();
            alive->decide_soon();
        });
}

void ChargePoint::store(const Connector& connector, std::function<void(bool)> done, storage::Batch alongside) {
    alongside.push_back(storage::PutConnector{connector.record});
    write(std::move(alongside),
          [this, done = std::move(done)](const storage::Written& written) {
              // Whether or not somebody hears of it: the row on disk has to follow the record in the end.
              if (!written.durable) store_again_later();
              if (done) done(written.durable);
          });
}

void ChargePoint::store_ended(const Connector& connector, const canonical::Action& action) {
    storage::Batch batch{storage::PutAction{action}, storage::PutConnector{connector.record}};
    append_events(batch, canonical::events_of(action));
    write(std::move(batch),
          [this, action](const storage::Written& written) {
              if (written.durable) return;
              unstored_actions_.push_back(action);
              store_again_later();
          });
}

void ChargePoint::store_again_later() { store_again_at_ = services_.time.now() + services_.timings.retry_after_timeout; }

/// What the gateway itself had to write goes on being tried: nobody else would ask for it again.
void ChargePoint::store_what_failed(SteadyTime now) {
    if (!store_again_at_ || now < *store_again_at_) return;
    store_again_at_.reset();
    storage::Batch batch{storage::PutChargePoint{record_}};
    for (const auto& [id, connector] : connectors_) batch.push_back(storage::PutConnector{connector->record});
    for (const auto& action : unstored_actions_) {
        batch.push_back(storage::PutAction{action});
        append_events(batch, canonical::events_of(action));
    }
    write(std::move(batch),
          [this, sent = std::exchange(unstored_actions_, {})](const storage::Written& written) {
              if (written.durable) return;
              unstored_actions_.insert(unstored_actions_.end(), sent.begin(), sent.end());
              store_again_later();
          });
}

// What the charger tells of itself.

void ChargePoint::status(const ocpp::StatusNotification::Request& request) {
    Connector* where = connector(request.connectorId);
    // Connector 0 is the station: it says nothing about a connector of its own (quirk 112).
    if (where == nullptr) return count_odd_status(request, quirks_);
    const SteadyTime now = services_.time.now();
    if (request.timestamp) note_clock(*request.timestamp);
    if (where->on_status(request, now)) store(*where);
    if (request.status == ocpp::ChargePointStatus::Preparing) note_preparing();
    heard(ocpp::MessageTrigger::StatusNotification, where->view.connector_id);
    watch_doubtful_transactions();
    refreshed(where->view.connector_id);
}

void ChargePoint::note_clock(const ocpp::DateTime& charger_time) {
    const auto before = clock_lag_.behind();
    clock_lag_.heard(charger_time, services_.time.utc(), services_.time.now());
    // A profile's start lies in the future of a clock that was set back: it is told anew with the right one.
    if (clock_lag_.behind() - before <= ClockLag::kSame) return;
    for (auto& [id, connector] : connectors_) connector->start_over();
}

bool ChargePoint::is_history(const ocpp::MeterValues::Request& values) const {
    constexpr std::chrono::minutes kLateDelivery{2};
    const auto limit = std::max<std::chrono::milliseconds>(2 * setup_.meter_interval(), kLateDelivery);
    return std::all_of(values.meterValue.begin(), values.meterValue.end(), [&](const ocpp::MeterValue& value) {
        return clock_lag_.is_older_than(limit, value.timestamp, services_.time.utc());
    });
}

}  // namespace gateway
