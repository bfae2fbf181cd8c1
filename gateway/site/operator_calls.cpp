#include "gateway/site/operator_calls.h"

#include <algorithm>

#include "gateway/inspection/secrets.h"
#include "gateway/log.h"
#include "gateway/random.h"
#include "gateway/site/configuration_batches.h"
#include "json/ascii.h"
#include "json/parse.h"

namespace gateway {

namespace {

bool is_accepted(const RawOutcome& outcome) {
    if (outcome.status != RawOutcome::Status::answered) return false;
    const auto document = json::parse(outcome.response, json::Reading::tolerant);
    const auto status = document.root().find("status");
    return status && status->text() == "Accepted";
}

using Status = RawOutcome::Status;

constexpr std::chrono::seconds kUsualConnectionTimeOut{60};  // where the charger has not told its own
constexpr std::chrono::seconds kStartMayBeLate{5};

/// What was refused by the peer or is cut may be no JSON any more.
std::string masked_json(const std::string& text) {
    try {
        return without_secrets(json::parse(text).root());
    } catch (const json::ParseError&) {
        return "null";
    }
}

RawOutcome masked(RawOutcome outcome) {
    outcome.response =
        outcome.status == Status::answered ? masked_json(outcome.response) : frame_without_secrets(outcome.response);
    outcome.description = without_secrets(outcome.description);
    return outcome;
}

std::optional<std::int64_t> connector_in(const std::string& payload) {
    const auto document = json::parse(payload);
    const auto connector = document.root().find("connectorId");
    return connector ? connector->integer() : std::nullopt;
}

std::string_view status_text(const std::optional<RawOutcome>& outcome) {
    if (!outcome) return "waiting";
    switch (outcome->status) {
        case Status::answered:
            return "answered";
        case Status::refused:
            return "refused";
        case Status::unusable:
            return "unusable";
        case Status::timed_out:
            return "timed_out";
        case Status::disconnected:
            return "disconnected";
        case Status::queue_full:
            return "queue_full";
    }
    return "";
}

/// What the charger answered, where it answered with a status.
std::string outcome_word(const RawOutcome& outcome) {
    const std::string word(status_text(outcome));
    if (outcome.status == Status::refused) return word + " " + outcome.code;
    if (outcome.status != Status::answered) return word;
    const auto document = json::parse(outcome.response);
    const auto status = document.root().is_object() ? document.root().find("status") : std::nullopt;
    return status && !status->text().empty() ? std::string(status->text()) : word;
}

void write_call_time(json::Writer& out, const char* name, const std::optional<UtcTime>& time) {
    if (time) out.member(name, canonical::to_text(*time));
    else out.key(name).null();
}

void write_outcome(json::Writer& out, const RawOutcome& outcome) {
    if (outcome.status == Status::answered) out.key("response").raw(outcome.response);
    if (!outcome.warning.empty()) out.member("warning", outcome.warning);
    if (outcome.status == Status::refused) out.member("code", outcome.code).member("description", outcome.description);
    if (outcome.status == Status::unusable)
        out.member("reason", outcome.description).member("received", outcome.response);
}

}  // namespace

void write_operator_call(json::Writer& out, const OperatorCall& call) {
    out.begin_object().member("id", call.id).member("chargePointId", call.charge_point_id);
    out.member("action", call.action).key("payload").raw(call.payload);
    out.member("status", status_text(call.outcome)).member("askedAt", canonical::to_text(call.asked_at));
    write_call_time(out, "sentAt", call.sent_at);
    write_call_time(out, "endedAt", call.ended_at);
    if (call.outcome) write_outcome(out, *call.outcome);
    if (!call.start.empty()) out.member("start", call.start);
    if (call.transaction_id) out.member("transactionId", *call.transaction_id);
    out.end_object();
}

std::string OperatorCalls::start(const std::shared_ptr<ChargePoint>& charge_point, const OperatorRequest& request,
                                 Done done) {
    const auto kept = std::make_shared<Kept>();
    OperatorCall& call = kept->call;
    call.id = "call_" + random_base62(12);
    call.charge_point_id = charge_point->record().id;
    call.environment = charge_point->record().environment;
    call.action = request.action;
    call.payload = masked_json(request.payload);
    call.asked_at = time_.utc();
    call.asked_at_steady = time_.now();
    call.sequence = ++last_sequence_;
    kept->done = std::move(done);
    kept->charge_point = charge_point;
    kept->bytes = call.payload.size();
    bytes_ += kept->bytes;
    kept_.push_back(kept);
    ++counters_.asked;
    make_room();
    const std::string id = call.id;
    put_on_record(call);
    call_in_batches(charge_point, {request.action, request.payload, request.timeout,
                                   [this, kept](const RawOutcome& outcome) { ended(kept, outcome); },
                                   [this, kept] { kept->call.sent_at = time_.utc(); }});
    return id;
}

void OperatorCalls::put_on_record(const OperatorCall& call) {
    storage::AuditRecord record;
    record.at = call.asked_at;
    record.action = "call " + call.action;
    record.subject = "charger";
    record.subject_id = record.charge_point_id = call.charge_point_id;
    record.after = call.payload;
    record.outcome = status_text(std::nullopt);
    record.call_id = call.id;
    storage_.write({storage::AppendAudit{std::move(record)}}, [](const storage::Written&) {});
}

void OperatorCalls::ended(const std::shared_ptr<Kept>& kept, const RawOutcome& outcome) {
    OperatorCall& call = kept->call;
    call.outcome = masked(outcome);
    call.ended_at = time_.utc();
    storage_.write({storage::EndAudit{call.id, outcome_word(*call.outcome)}}, [](const storage::Written&) {});
    kept->bytes += call.outcome->response.size();
    if (find(call.id) != nullptr) bytes_ += call.outcome->response.size();
    if (call.action == "RemoteStartTransaction" && is_accepted(outcome)) watch_start(kept);
    make_room();
    std::exchange(kept->done, nullptr)(call);
}

void OperatorCalls::make_room() {
    while (kept_.size() > limits_.calls_kept || (bytes_ > limits_.bytes_kept && kept_.size() > 1)) {
        bytes_ -= kept_.front()->bytes;
        kept_.pop_front();
        ++counters_.forgotten;
    }
}

const OperatorCall* OperatorCalls::find(const std::string& id) {
    const auto found = std::find_if(kept_.begin(), kept_.end(), [&](const auto& kept) { return kept->call.id == id; });
    if (found == kept_.end()) return nullptr;
    look_for_start(**found);
    return &(*found)->call;
}

bool OperatorCalls::is_status(const std::string& word) {
    bool is_one = word == status_text(std::nullopt);
    for (const auto status : {Status::answered, Status::refused, Status::unusable, Status::timed_out,
                              Status::disconnected, Status::queue_full})
        is_one = is_one || word == status_text(RawOutcome{status, {}, {}, {}, {}});
    return is_one;
}

OperatorCalls::Page OperatorCalls::list(const Query& query) {
    const auto fits = [&](const OperatorCall& call) {
        return call.environment == query.environment && (!query.before || call.sequence < *query.before) &&
               (!query.status || *query.status == status_text(call.outcome)) &&
               (!query.charge_point_id || json::equal_ignoring_case(*query.charge_point_id, call.charge_point_id));
    };
    Page page;
    for (auto kept = kept_.rbegin(); kept != kept_.rend() && !page.more; ++kept) {
        if (!fits((*kept)->call)) continue;
        page.more = page.items.size() == query.limit;
        look_for_start(**kept);
        if (!page.more) page.items.push_back(&(*kept)->call);
    }
    return page;
}

// Whether a start that was accepted begins.

void OperatorCalls::watch_start(const std::shared_ptr<Kept>& kept) {
    const auto charge_point = kept->charge_point.lock();
    if (!charge_point) return;
    const auto told = charge_point->journal().number_of("ConnectionTimeOut");
    const auto patience = told && *told > 0 ? std::chrono::seconds(*told) : kUsualConnectionTimeOut;
    kept->call.start = "awaited";
    kept->start_timer = time_.make_timer([this, weak = std::weak_ptr<Kept>(kept)] {
        const auto alive = weak.lock();
        if (!alive) return;
        look_for_start(*alive);
        if (alive->call.start == "awaited") start_was_in_vain(*alive);
    });
    kept->start_timer->set(time_.now() + patience + kStartMayBeLate);
}

void OperatorCalls::look_for_start(Kept& kept) {
    const auto charge_point = kept.charge_point.lock();
    if (!charge_point || kept.call.start != "awaited") return;
    const auto wanted = connector_in(kept.call.payload);
    for (const auto& [connector_id, start] : charge_point->journal().last_starts) {
        if (start.at < kept.call.asked_at_steady || (wanted && *wanted != connector_id)) continue;
        kept.call.start = "started";
        kept.call.transaction_id = start.transaction_id;
    }
}

void OperatorCalls::start_was_in_vain(Kept& kept) {
    kept.call.start = "not_started";
    ++counters_.starts_in_vain;
    log::warning("start.not_started", kept.call.charge_point_id + " " + kept.call.id);
}

}  // namespace gateway
