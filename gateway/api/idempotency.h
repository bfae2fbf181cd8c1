#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "canonical/errors.h"
#include "gateway/clock.h"
#include "gateway/http/http_server.h"
#include "storage/storage.h"

namespace gateway {

/// A request that is to be done once however often it is sent.
struct OnceOnly {
    storage::AnswerQuery id;
    std::string body_hash;  ///< of all that it asks for
};

/// The first of the requests with one Idempotency-Key, while it is under way. Whoever does the work hands over its
/// answer, or drops the attempt: then all who wait get a 500 and the next repetition begins anew. Io thread.
class Attempt {
  public:
    virtual ~Attempt() = default;
    /// The answer as a change, for the batch that does the work: then either both are on disk or neither.
    virtual storage::Batch alongside(HttpResponse response) = 0;
    /// Answers all who wait. `is_kept`: repetitions get it, too; it is stored first. One given `alongside` stands in
    /// its place where `response` is a success.
    virtual void end(HttpResponse response, bool is_kept) = 0;
};

/// Answers repeated POSTs by what the first one was answered (header `idempotent-replayed: true`), for a day and over
/// restarts. Io thread; owned by the Api.
class Idempotency {
  public:
    static constexpr std::size_t kLongestKey = 255;

    struct Counters {
        std::uint64_t replayed = 0, reused = 0, not_stored = 0;
    };

    using Believes = std::function<bool()>;  ///< the wall clock can be believed now
    /// By a clock that cannot be believed no answer is too old.
    Idempotency(storage::Storage& storage, Time& time, Believes believes_clock);

    /// The header's value. Throws ApiError 400. Nothing: the client sent none.
    static std::optional<std::string> key_of(const HttpRequest& request);

    using Run = std::function<void(std::shared_ptr<Attempt>)>;
    using Words = std::function<HttpResponse(const canonical::ApiError&)>;
    /// Calls `respond` with the stored answer or the words of a refusal, or `run` once for all that ask the same.
    void once(const OnceOnly& request, Respond respond, Words words, Run run);

    const Counters& counters() const;
    struct Desk;  ///< what attempts share

  private:
    std::shared_ptr<Desk> desk_;
};

}  // namespace gateway
