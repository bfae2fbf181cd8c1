#pragma once

#include <string_view>

#include "canonical/errors.h"
#include "gateway/http/http_server.h"
#include "storage/storage.h"

/// What the health of the database means to those who ask over REST. Pure; any thread.
namespace gateway {

constexpr int kTryAgainAfterSeconds = 5;

/// Of GET /readyz: 503 with the reason where requests would fail. `clock_doubt`: why the wall clock is not believed.
HttpResponse readiness(const storage::StorageHealth& health, const std::string& clock_doubt = {});

/// A refusal for want of the database says when to try again; and that a write may have been made nevertheless, where
/// nobody knows.
canonical::ApiError with_outcome(canonical::ApiError error, std::string_view method,
                                 const storage::StorageHealth& health);

}  // namespace gateway
