#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "canonical/errors.h"
#include "gateway/clock.h"
#include "gateway/net/address_rules.h"
#include "gateway/webhooks/delivery_rules.h"
#include "storage/storage.h"

namespace gateway {

/// What somebody wants of an endpoint; what is empty stays as it is.
struct EndpointRequest {
    std::optional<std::string> url, description, secret;
    std::optional<std::vector<std::string>> event_types;  ///< none: all
    std::optional<bool> enabled;
};

/// Where webhooks go, as the REST side and the command line manage it. What is wrong with a request is thrown as
/// ApiError (422 VALIDATION_ERROR); `done` comes once it is on disk, or with why it is not. Io thread; owned by main.
class WebhookEndpoints {
  public:
    using Record = storage::WebhookEndpointRecord;
    using Done = std::function<void(const std::string& error, const Record&)>;

    WebhookEndpoints(const std::vector<Record>& records, storage::Storage& storage, const AddressRules& addresses,
                     const DeliveryRules& rules, Time& time);

    const std::map<std::string, Record>& all() const { return records_; }
    /// Requests for one more endpoint than there may be.
    std::uint64_t refused() const { return refused_; }
    const Record* find(const std::string& id) const;
    std::vector<Record> of(canonical::Environment environment) const;

    void create(canonical::Environment environment, const EndpointRequest& request, Done done);
    /// These want an id that there is. One at a time: while one is on its way to the disk others are refused (ApiError
    /// 409 CONFLICT), so that taking one back undoes no later one.
    void change(const std::string& id, const EndpointRequest& request, Done done);
    void rotate_secret(const std::string& id, Done done);
    /// Gone at once; there again if the disk does not take that.
    void remove(const std::string& id, Done done);
    /// Takes over what deliveries found out about it (`enabled`, its reason, `failing_since`), and gives the change
    /// that has to be written with them.
    storage::Change note(const Record& record);

    /// An endpoint wants to be looked at: it is new, enabled again, goes elsewhere, or is no more.
    std::function<void(const std::string& id)> on_change = [](const std::string&) {};

  private:
    void apply(const EndpointRequest& request, Record& record) const;
    void check_room(canonical::Environment environment);
    void begin_change(const std::string& id);
    void store(const Record& record, storage::Batch batch, Done done);
    void take_back(const Record& change, const std::optional<Record>& before);

    std::map<std::string, Record> records_;
    std::set<std::string> changing_;
    storage::Storage& storage_;
    const AddressRules& addresses_;
    const DeliveryRules& rules_;
    Time& time_;
    std::uint64_t refused_ = 0;
};

}  // namespace gateway
