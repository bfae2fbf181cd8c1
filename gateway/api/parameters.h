#pragma once

#include <optional>
#include <string>

#include "canonical/errors.h"
#include "gateway/http/http_server.h"
#include "json/parse.h"

/// Reading a request's query and body; what is wrong is thrown as ApiError.
namespace gateway {

std::optional<std::string> query_value(const HttpRequest& request, std::string_view name);
/// 422 VALIDATION_ERROR outside [least, most] or when it is no whole number.
int query_number(const HttpRequest& request, std::string_view name, int fallback, int least, int most);
bool query_flag(const HttpRequest& request, std::string_view name);

/// Of the operator's lists, all alike.
constexpr int kMostRowsPerPage = 200, kUsualRowsPerPage = 50;

struct Page {
    int offset = 0;
    int limit = 10;
};
Page query_page(const HttpRequest& request);
/// The same for the operator, whose pages may be longer.
Page query_operator_page(const HttpRequest& request);

/// 503: nothing was changed.
canonical::ApiError not_durable();
canonical::ApiError not_durable(const std::string& why);
/// 503: a list could not be read.
canonical::ApiError not_read(const std::string& why);
/// 503: the bounded queue of reads is full.
canonical::ApiError too_many_reads();

/// 415 unless the body is declared as JSON, 400 INVALID_REQUEST when it is none.
json::Document json_body(const HttpRequest& request);
/// A member's value; 422 VALIDATION_ERROR naming it when it is no text.
std::string required_text(std::string_view name, json::Value value);

}  // namespace gateway
