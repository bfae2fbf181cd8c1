#pragma once

#include <memory>

#include "gateway/http/http_connection.h"

namespace gateway::http {

/// The promise of one answer, held by the handler through its Respond. The connection may be gone when it is
/// kept; dropped without a call it answers 500, so that no client waits for ever.
class Exchange {
  public:
    Exchange(std::weak_ptr<HttpConnection> connection, std::shared_ptr<HttpService> service);
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;
    ~Exchange();

    void answer(HttpResponse response);
    /// Unless answered already.
    void fail(std::string_view reason);

  private:
    std::weak_ptr<HttpConnection> connection_;
    std::shared_ptr<HttpService> service_;
    bool answered_ = false;
};

}  // namespace gateway::http
