#include "gateway/app/damage_log.h"

#include "gateway/log.h"

namespace gateway {

namespace {

constexpr std::chrono::seconds kLookAtDamageEvery{5};

}  // namespace

DamageLog::DamageLog(Time& time, const storage::Storage& storage)
    : time_(time), storage_(storage), timer_(time.make_timer([this] { look(); })) {
    look();
}

void DamageLog::tell_of_missing_sums(const std::map<std::string, std::string>& settings) {
    const auto reason = settings.find(storage::kPageSumsMissing);
    if (reason == settings.end()) return;
    log::warning("database.without_sums",
                 reason->second + ": what a disk changes in it is not noticed; `ocpp-gateway doctor` tells what to do");
}

void DamageLog::look() {
    const std::string damage = storage_.health().damage;
    if (damage != told_) log::error("database.damaged", damage);
    told_ = damage;
    timer_->set(time_.now() + kLookAtDamageEvery);
}

}  // namespace gateway
