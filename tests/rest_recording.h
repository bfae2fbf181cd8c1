#pragma once

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "json/writer.h"

/// Where REST_RECORDING names a directory, each exchange with the REST side becomes a line of a file of this process
/// there. tests/conformance/recorded.test.js holds them against the OpenAPI document.
namespace rest_recording {

struct Exchange {
    std::string method, target, request;
    int status = 0;  ///< 0: there was no answer, which is not recorded
    std::string content_type, body;
};

inline void record(const Exchange& exchange) {
    const char* const directory = std::getenv("REST_RECORDING");
    if (directory == nullptr || *directory == '\0' || exchange.status == 0) return;
    json::Writer out;
    out.begin_object().member("method", exchange.method).member("target", exchange.target);
    out.member("request", exchange.request).member("status", exchange.status);
    out.member("contentType", exchange.content_type).member("body", exchange.body).end_object();
    std::ofstream file(std::string(directory) + "/" + std::to_string(::getpid()) + ".jsonl", std::ios::app);
    file << out.take() << '\n';
}

}  // namespace rest_recording
