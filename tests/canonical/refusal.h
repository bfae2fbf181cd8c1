#pragma once

#include <catch2/catch.hpp>
#include <string>

#include "canonical/errors.h"
#include "json/parse.h"

/// What a caller gets to see of a refused request.
struct Refusal {
    int status = 0;
    std::string code;
    std::string message;
    std::string details;  ///< compact JSON, "{}" when there are none
};

inline std::string details_of(const canonical::ApiError& error) {
    json::Writer out;
    out.begin_object();
    if (error.details) error.details(out);
    return out.end_object().take();
}

/// Runs `call` and gives back what it threw; fails the test when it throws nothing.
template <class Call>
Refusal refusal_of(Call call) {
    try {
        call();
    } catch (const canonical::ApiError& error) {
        return {error.status, error.code, error.what(), details_of(error)};
    }
    FAIL("was not refused");
    return {};
}

inline void check_validation_error(const Refusal& refusal, const std::string& path, const std::string& reason) {
    CHECK(refusal.status == 422);
    CHECK(refusal.code == "VALIDATION_ERROR");
    CHECK(refusal.details == R"({"path":")" + path + R"(","reason":")" + reason + R"("})");
    CHECK(refusal.message == path + " " + reason);
}
