#pragma once

#include <string_view>

#include "canonical/errors.h"
#include "gateway/http/http_server.h"
#include "storage/storage.h"

/// What the health of the database means to those who ask over REST. Pure; any thread.
namespace gateway {

constexpr int kTryAgainAfterSeconds = 5;

/// What does not keep anybody from working now, and has to be seen to; empty: nothing is wrong.
struct Doubts {
    std::string clock;   ///< why the wall clock is not believed
    std::string backup;  ///< that the newest is too old
};

/// Of GET /readyz: 503 with the reason where requests would fail.
HttpResponse readiness(const storage::StorageHealth& health, const Doubts& doubts = {});

/// A refusal for want of the database says when to try again; and that a write may have been made nevertheless, where
/// nobody knows.
canonical::ApiError with_outcome(canonical::ApiError error, std::string_view method,
                                 const storage::StorageHealth& health);

}  // namespace gateway
