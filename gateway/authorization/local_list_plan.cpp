#include "gateway/authorization/local_list_plan.h"

#include <algorithm>
#include <map>

#include "json/ascii.h"
#include "json/parse.h"
#include "ocpp/codec.h"

namespace gateway {

namespace {

/// OCPP carries it as a 32-bit integer; beyond it the count begins anew with a whole list.
constexpr std::int64_t kLargestVersion = 0x7fffffff;

std::string to_text(const std::vector<ocpp::AuthorizationData>& entries) {
    std::string list;
    for (const auto& entry : entries) list += (list.empty() ? "[" : ",") + ocpp::write(entry);
    return list.empty() ? "[]" : list + "]";
}

/// The entries as text, by tag in lower case.
std::map<std::string, std::string> by_tag(const std::string& entries) {
    std::map<std::string, std::string> result;
    json::Limits ours;  // what we wrote ourselves: as many tags as are kept
    ours.bytes = 64u << 20;
    ours.values = 1'000'000;
    const auto document = json::parse(entries, json::Reading::strict, ours);
    for (const auto entry : document.root().elements()) {
        const auto tag = entry.find("idTag");
        if (tag) result[json::lower_case(tag->text())] = entry.to_json();
    }
    return result;
}

}  // namespace

LocalListPlan::LocalListPlan(const storage::LocalListRecord& before, std::vector<ocpp::AuthorizationData> wanted,
                             std::size_t most_entries)
    : record_(before), wanted_(std::move(wanted)), most_entries_(std::max<std::size_t>(most_entries, 1)) {
    const auto calls = static_cast<std::int64_t>(wanted_.size() / most_entries_ + 2);
    if (record_.version > kLargestVersion - 2 * calls) record_ = {record_.charge_point_id, 0, {}};
    if (record_.entries.empty()) plan_full();
    else plan_difference();
}

void LocalListPlan::plan_full() {
    next_is_full_ = was_full_ = true;
    cut_into_parts(wanted_);
    if (parts_.empty()) parts_.emplace_back();
}

void LocalListPlan::plan_difference() {
    auto had = by_tag(record_.entries);
    Entries changes;
    for (const auto& entry : wanted_) {
        const auto known = had.extract(json::lower_case(entry.idTag.value));
        if (!known || known.mapped() != ocpp::write(entry)) changes.push_back(entry);
    }
    for (const auto& [tag, text] : had) {
        const auto document = json::parse(text);
        changes.push_back({ocpp::IdToken(std::string(document.root().find("idTag")->text())), std::nullopt});
    }
    cut_into_parts(changes);
}

void LocalListPlan::cut_into_parts(const Entries& entries) {
    parts_.clear();
    for (std::size_t from = 0; from < entries.size(); from += most_entries_) {
        const std::size_t to = std::min(entries.size(), from + most_entries_);
        parts_.emplace_back(entries.begin() + static_cast<std::ptrdiff_t>(from),
                            entries.begin() + static_cast<std::ptrdiff_t>(to));
    }
}

ocpp::SendLocalList::Request LocalListPlan::next() const {
    ocpp::SendLocalList::Request request;
    request.listVersion = record_.version + 1;
    request.updateType = next_is_full_ ? ocpp::UpdateType::Full : ocpp::UpdateType::Differential;
    if (!parts_.front().empty()) request.localAuthorizationList = parts_.front();
    return request;
}

bool LocalListPlan::answered(const ocpp::Token<ocpp::UpdateStatus>& status) {
    using ocpp::UpdateStatus;
    ++record_.version;
    if (status == UpdateStatus::Accepted) {
        next_is_full_ = false;
        parts_.pop_front();
        record_.entries = parts_.empty() ? to_text(wanted_) : "";
        return true;
    }
    record_.entries.clear();
    const bool may_help = status == UpdateStatus::Failed || status == UpdateStatus::VersionMismatch;
    if (was_full_ || !may_help) return false;
    plan_full();
    return true;
}

}  // namespace gateway
