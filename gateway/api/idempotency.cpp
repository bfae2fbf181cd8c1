#include "gateway/api/idempotency.h"

#include <algorithm>
#include <tuple>

#include "gateway/log.h"
#include "storage/limits.h"

namespace gateway {

namespace {

using canonical::ApiError;
using Name = std::tuple<std::string, std::string, std::string>;

/// A day of answers must fit on the disk of a small box; only what chargers report is ever longer.
constexpr std::size_t kLongestKept = 256 << 10;
constexpr const char* kReplayed = "idempotent-replayed";

Name name_of(const storage::AnswerQuery& id) { return {id.key_id, id.path, id.idempotency_key}; }

ApiError reused() {
    return ApiError(422, "IDEMPOTENCY_KEY_REUSED",
                    "this Idempotency-Key was sent with another request; take a new one for a new request");
}

ApiError not_looked_up() {
    return ApiError(503, "SERVICE_UNAVAILABLE",
                    "whether this was asked before could not be looked up; please try again");
}

HttpResponse as_replay(HttpResponse response) {
    if (!response.headers.empty() && response.headers.back().first == kReplayed) return response;
    response.headers.emplace_back(kReplayed, "true");
    return response;
}

HttpResponse response_of(const storage::AnswerRecord& record) {
    HttpResponse response;
    response.status = record.status;
    response.body = record.body;
    return response;
}

bool is_success(int status) { return status >= 200 && status < 300; }

}  // namespace

struct Idempotency::Desk {
    struct PendingOperation {
        std::string body_hash;
        std::vector<Respond> waiting;  ///< the first asked first
    };

    storage::Storage& storage;
    Time& time;
    Believes believes_clock;
    std::map<Name, PendingOperation> pending_operations{};
    Counters counters{};

    bool is_over(const storage::AnswerRecord& stored) const {
        return stored.created_at + storage::kAnswersKeptFor < time.utc() && believes_clock();
    }

    void answer(const Name& name, const HttpResponse& response) {
        const auto found = pending_operations.find(name);
        if (found == pending_operations.end()) return;
        const auto waiting = std::move(found->second.waiting);
        pending_operations.erase(found);  // first, for one of them may ask again at once
        if (waiting.empty()) return;
        counters.replayed += waiting.size() - 1;
        waiting.front()(response);
        const HttpResponse replay = as_replay(response);
        for (std::size_t i = 1; i < waiting.size(); ++i) waiting[i](replay);
    }
};

namespace {

/// Outlives neither the storage's answers nor the Api by more than its own memory.
class DeskAttempt final : public Attempt {
  public:
    DeskAttempt(std::weak_ptr<Idempotency::Desk> desk, const OnceOnly& request)
        : desk_(std::move(desk)), request_(request) {}
    ~DeskAttempt() override {
        const auto desk = desk_.lock();
        if (desk && !has_ended_) desk->pending_operations.erase(name_of(request_.id));
    }

    storage::Batch alongside(HttpResponse response) override {
        const auto desk = desk_.lock();
        if (!desk) return {};
        prepared_ = std::move(response);
        return {storage::PutAnswer{record_of(*prepared_, desk->time.utc())}};
    }

    void end(HttpResponse response, bool is_kept) override {
        const auto desk = desk_.lock();
        if (!desk || std::exchange(has_ended_, true)) return;
        if (prepared_ && is_success(response.status)) return desk->answer(name_of(request_.id), *prepared_);
        if (response.body.size() > kLongestKept) is_kept = false, ++desk->counters.not_stored;
        if (!is_kept) return desk->answer(name_of(request_.id), response);
        const auto record = record_of(response, desk->time.utc());
        desk->storage.write({storage::PutAnswer{record}},
                            [desk_is = desk_, name = name_of(request_.id), response](const auto& written) {
                                const auto left = desk_is.lock();
                                if (!left) return;
                                if (!written.durable) ++left->counters.not_stored;
                                left->answer(name, response);
                            });
    }

  private:
    storage::AnswerRecord record_of(const HttpResponse& response, UtcTime now) const {
        return {request_.id.key_id,
                request_.id.path,
                request_.id.idempotency_key,
                request_.body_hash,
                response.status,
                response.body,
                now};
    }

    std::weak_ptr<Idempotency::Desk> desk_;
    OnceOnly request_;
    std::optional<HttpResponse> prepared_;
    bool has_ended_ = false;
};

/// What a route throws must not end in the storage's hands.
void run_guarded(const Idempotency::Run& run, const std::shared_ptr<Attempt>& attempt) try {
    run(attempt);
} catch (const std::exception& error) {
    log::error("http.handler", error.what());
}

}  // namespace

Idempotency::Idempotency(storage::Storage& storage, Time& time, Believes believes_clock)
    : desk_(std::make_shared<Desk>(Desk{storage, time, std::move(believes_clock)})) {}

const Idempotency::Counters& Idempotency::counters() const { return desk_->counters; }

std::optional<std::string> Idempotency::key_of(const HttpRequest& request) {
    std::optional<std::string> key;
    for (const auto& [name, value] : request.headers) {
        if (name != "idempotency-key") continue;
        const bool is_plain = std::all_of(value.begin(), value.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
        if (key || value.empty() || value.size() > kLongestKey || !is_plain)
            canonical::throw_invalid_request(
                "Idempotency-Key must come once and have 1 to 255 printable ASCII characters");
        key = value;
    }
    return key;
}

void Idempotency::once(const OnceOnly& request, Respond respond, Words words, Run run) {
    const Name name = name_of(request.id);
    const auto found = desk_->pending_operations.find(name);
    if (found != desk_->pending_operations.end()) {
        if (found->second.body_hash == request.body_hash) return found->second.waiting.push_back(std::move(respond));
        ++desk_->counters.reused;
        return respond(words(reused()));
    }
    desk_->pending_operations[name] = {request.body_hash, {std::move(respond)}};
    const auto attempt = std::make_shared<DeskAttempt>(desk_, request);
    desk_->storage.find_answer(
        request.id,
        [weak = std::weak_ptr<Desk>(desk_), hash = request.body_hash, attempt, words = std::move(words),
         run = std::move(run)](const std::optional<storage::AnswerRecord>& stored, const std::string& error) {
            const auto desk = weak.lock();
            if (!desk) return;
            if (!error.empty()) return attempt->end(words(not_looked_up()), false);
            if (!stored || desk->is_over(*stored)) return run_guarded(run, attempt);
            const bool is_same = stored->body_hash == hash;
            ++(is_same ? desk->counters.replayed : desk->counters.reused);
            attempt->end(is_same ? as_replay(response_of(*stored)) : words(reused()), false);
        });
}

}  // namespace gateway
