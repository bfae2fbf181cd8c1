#include "gateway/authorization/charger_tags.h"

namespace gateway {

const std::string& ChargerTags::own() const {
    static const std::string of_the_sandbox = "5A4DB0E5";  // the site's own opens live chargers
    if (record_.environment == canonical::Environment::sandbox) return of_the_sandbox;
    const auto& of_charger = charger_tag_();
    return of_charger ? *of_charger : site_tag_;
}

bool ChargerTags::is_own(const std::string& id_tag) const {
    const std::string& ours = own();
    return !ours.empty() && id_tag.compare(0, ours.size(), ours) == 0;
}

ocpp::IdTagInfo ChargerTags::authorise(const std::string& id_tag) const {
    ocpp::IdTagInfo info;
    info.status = ocpp::AuthorizationStatus::Accepted;
    if (record_.registration != storage::Registration::accepted) info.status = ocpp::AuthorizationStatus::Invalid;
    else if (is_own(id_tag)) info = authorisation_.info_of_own(own());
    else info = authorisation_.decide(id_tag, time_.utc());
    return info;
}

}  // namespace gateway
