#include "gateway/authorization/local_list.h"

#include <optional>

#include "gateway/decision/configuration_keys.h"
#include "gateway/log.h"
#include "json/ascii.h"

namespace gateway {

namespace {

constexpr const char* kPartKey = "SendLocalListMaxLength";
constexpr const char* kWholeKey = "LocalAuthListMaxLength";

std::optional<int> number_of(const ocpp::GetConfiguration::Response& response, const char* key) {
    if (!response.configurationKey) return std::nullopt;
    for (const auto& entry : *response.configurationKey) {
        if (entry.value && json::equal_ignoring_case(entry.key.value, key)) return number_in(entry.value->value);
    }
    return std::nullopt;
}

struct ListOutcomeWords {
    std::string operator()(const ocpp::SendLocalList::Response& response) const {
        return "the charger answered " + response.status.text();
    }
    std::string operator()(const ocpp::Refused& refused) const {
        return "the charger refused: " + refused.code + " " + refused.description;
    }
    std::string operator()(const ocpp::Unusable& unusable) const {
        return "its answer is unusable: " + unusable.reason;
    }
    std::string operator()(const ocpp::TimedOut&) const { return "the charger did not answer"; }
    template <class Other>
    std::string operator()(const Other&) const {
        return "the call could not be made";
    }
};

}  // namespace

struct LocalList::Run {
    Done done;
    std::vector<ocpp::AuthorizationData> wanted;
    std::size_t part = kUsualPart;
    std::optional<LocalListPlan> plan;
};

LocalList::LocalList(Time& time, std::string charge_point_id, Ports ports)
    : time_(time), ports_(std::move(ports)), timer_(time.make_timer([this] { sync_unasked(); })) {
    record_.charge_point_id = std::move(charge_point_id);
}

void LocalList::sync_soon() {
    if (is_unsupported_) return;
    is_wanted_ = true;
    timer_->set(time_.now() + kTagsSettle);
}

void LocalList::sync_unasked() {
    if (!ports_.may_send_unasked() || is_running_) return;
    sync([](const LocalListResult&) {});
}

void LocalList::was_sent_by_others(std::optional<std::int64_t> version) {
    record_.entries.clear();
    if (version) record_.version = *version;
    ports_.store(record_);
}

/// -1 or less: it keeps none.
void LocalList::charger_has(std::int64_t version) {
    if (version < 0 || version == record_.version || is_running_) return;
    record_.entries.clear();
    record_.version = version;
    ports_.store(record_);
}

void LocalList::sync(Done done) {
    const std::string reason = is_running_ ? "the list is being sent already" : ports_.why_not_now();
    if (!reason.empty()) return done({reason, record_.version, 0});
    is_running_ = true;
    is_wanted_ = false;
    const auto run = std::make_shared<Run>(Run{std::move(done), ports_.wanted(), kUsualPart, std::nullopt});
    ocpp::GetConfiguration::Request request;
    request.key = {ocpp::Text<50>(kPartKey), ocpp::Text<50>(kWholeKey)};
    ports_.ask(request, [this, run](const auto& outcome) { configuration_answered(run, outcome); });
}

void LocalList::configuration_answered(const std::shared_ptr<Run>& run,
                                       const ocpp::Outcome<ocpp::GetConfiguration>& outcome) {
    if (const auto* response = std::get_if<ocpp::GetConfiguration::Response>(&outcome)) {
        const int part = number_of(*response, kPartKey).value_or(0);
        const int whole = number_of(*response, kWholeKey).value_or(0);
        if (part > 0) run->part = static_cast<std::size_t>(part);
        if (whole > 0 && run->wanted.size() > static_cast<std::size_t>(whole)) {
            return end(run, "the charger's list holds " + std::to_string(whole) + " tags and there are " +
                                std::to_string(run->wanted.size()));
        }
    }
    run->plan.emplace(record_, run->wanted, run->part);
    send_next(run);
}

void LocalList::send_next(const std::shared_ptr<Run>& run) {
    if (run->plan->is_done()) return end(run, "");
    ports_.send(run->plan->next(), [this, run](const auto& outcome) { answered(run, outcome); });
}

void LocalList::answered(const std::shared_ptr<Run>& run, const ocpp::Outcome<ocpp::SendLocalList>& outcome) {
    const auto* response = std::get_if<ocpp::SendLocalList::Response>(&outcome);
    const bool goes_on = response != nullptr && run->plan->answered(response->status);
    is_unsupported_ = response != nullptr && response->status == ocpp::UpdateStatus::NotSupported;
    record_ = run->plan->record();
    if (response == nullptr) record_.entries.clear();  // whether it took effect nobody knows
    ports_.store(record_);
    if (goes_on) send_next(run);
    else end(run, std::visit(ListOutcomeWords{}, outcome));
}

void LocalList::end(const std::shared_ptr<Run>& run, std::string error) {
    is_running_ = false;
    if (is_wanted_) sync_soon();
    if (!error.empty()) log::warning("local_list.failed", record_.charge_point_id + ": " + error);
    run->done({std::move(error), record_.version, run->wanted.size()});
}

}  // namespace gateway
