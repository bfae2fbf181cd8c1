#pragma once

#include "gateway/app/config.h"

namespace gateway {

/// Runs the gateway until SIGTERM or SIGINT; prints `ready ocpp=HOST:PORT api=HOST:PORT` on stdout when it serves.
/// Returns the exit code. Throws ConfigError, storage::StorageError and std::runtime_error with texts for the operator.
int serve(const Config& config);

}  // namespace gateway
