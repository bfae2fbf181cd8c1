#include "gateway/http/http_exchange.h"

#include <cassert>

namespace gateway::http {

Exchange::Exchange(std::weak_ptr<HttpConnection> connection, std::shared_ptr<HttpService> service)
    : connection_(std::move(connection)), service_(std::move(service)) {}

Exchange::~Exchange() {
    if (answered_) return;
    ++service_->counters.unanswered;
    fail("the request was not answered");
}

void Exchange::answer(HttpResponse response) {
    if (answered_) {
        ++service_->counters.answered_twice;
        assert(!"a Respond was called twice");
        return;
    }
    answered_ = true;
    if (const auto connection = connection_.lock()) connection->answer(std::move(response));
}

void Exchange::fail(std::string_view reason) {
    if (answered_) return;
    answered_ = true;
    if (const auto connection = connection_.lock()) connection->answer_failure(reason);
}

}  // namespace gateway::http
