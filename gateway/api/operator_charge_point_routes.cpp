#include <limits>

#include "gateway/api/operator_routes.h"
#include "gateway/api/parameters.h"
#include "gateway/charger_identity.h"
#include "gateway/reports/charger_view.h"
#include "gateway/reports/member_names.h"

/// /operator/charge-points: what they are, and who is one.
namespace gateway {

namespace {

using canonical::ApiError;

ApiError not_stored() {
    return ApiError(503, "SERVICE_UNAVAILABLE", "the change could not be stored and was not made; please try again");
}

/// As the command line wants it: NAME=VALUE, where null takes it back. REST spells names as it spells all members.
std::string assignment_of(std::string_view name, json::Value value) {
    const bool is_plain = value.is_string() || value.is_number() || value.is_null();
    return snake_case(name) + "=" + (is_plain ? std::string(value.text()) : value.to_json());
}

std::vector<std::string> assignments_in(json::Value body) {
    if (!body.is_object()) canonical::throw_invalid_request("the body is not an object");
    std::vector<std::string> assignments;
    for (const auto& [name, value] : body.members()) {
        if (name.empty()) canonical::throw_validation_error("body", "has a member without a name");
        assignments.push_back(assignment_of(name, value));
    }
    if (assignments.empty()) canonical::throw_validation_error("body", "names no setting");
    return assignments;
}

/// Says what is wrong by the name that was sent.
void check_settings(OperatorSettings tried, json::Value body) {
    for (const auto& [name, value] : body.members()) {
        if (name.empty()) canonical::throw_validation_error("body", "has a member without a name");
        try {
            assign(tried, {assignment_of(name, value)});
        } catch (const SettingError& error) {
            std::string words = error.what();
            const std::string ours = snake_case(name);
            for (auto at = words.find(ours); at != std::string::npos; at = words.find(ours, at + name.size()))
                words.replace(at, ours.size(), name);
            canonical::throw_validation_error("body", words);
        }
    }
}

void check_identity(const std::string& id) {
    if (id.empty()) canonical::throw_validation_error("id", "must name the charge point as it calls itself");
    if (id.size() > ChargerRegistry::kLongestIdentity)
        canonical::throw_validation_error(
            "id", "has more than " + std::to_string(ChargerRegistry::kLongestIdentity) + " characters");
    if (!is_charger_identity(id)) canonical::throw_validation_error("id", "is none: " + std::string(identity_rule));
}

std::string new_identity(json::Value body) {
    if (!body.is_object()) canonical::throw_invalid_request("the body is not an object");
    std::string id;
    for (const auto& [name, value] : body.members()) {
        if (name != "id") canonical::throw_validation_error(std::string(name), "is not known here");
        id = required_text(name, value);
    }
    check_identity(id);
    return id;
}

/// The body may be left out.
bool creates_unknown(const HttpRequest& request) {
    if (request.body.empty()) return false;
    const auto body = json_body(request);
    if (!body.root().is_object()) canonical::throw_invalid_request("the body is not an object");
    bool creates = false;
    for (const auto& [name, value] : body.root().members()) {
        if (name != "create") canonical::throw_validation_error(std::string(name), "is not known here");
        if (!value.is_boolean()) canonical::throw_validation_error("create", "must be true or false");
        creates = value.is_true();
    }
    return creates;
}

}  // namespace

void OperatorRoutes::add_charge_point_routes(RouteTable& routes) {
    const std::string one = "/operator/charge-points/{}";
    routes.add("GET", "/operator/charge-points", Scope::operate, bind(&OperatorRoutes::list_charge_points));
    routes.add("POST", "/operator/charge-points", Access::live(Scope::operate),
               bind(&OperatorRoutes::register_charge_point));
    routes.add("GET", one, Scope::operate, bind(&OperatorRoutes::read_charge_point));
    routes.add("PATCH", one, Scope::operate, bind(&OperatorRoutes::change_settings));
    routes.add("DELETE", one, Scope::operate, bind(&OperatorRoutes::remove_charge_point));
    routes.add("POST", one + "/approve", Access::live(Scope::operate), bind(&OperatorRoutes::approve));
    routes.add("POST", one + "/rotate-key", Scope::operate, bind(&OperatorRoutes::rotate_key));
    routes.add("GET", one + "/frames", Scope::operate, bind(&OperatorRoutes::read_frames));
}

void OperatorRoutes::list_charge_points(ApiCall& call) {
    const Page page = query_operator_page(call.request);
    std::vector<std::function<void(json::Writer&)>> rows;
    for (const auto& [id, known] : site_.charge_points()) {
        if (known->record().environment != call.key.environment) continue;
        rows.emplace_back(
            [&known = *known, now = time_.now()](json::Writer& out) { write_charge_point_row(out, known, now); });
    }
    const bool is_live = call.key.environment == canonical::Environment::live;
    for (const auto& record : site_.registry().discovered()) {
        if (is_live) rows.emplace_back([&record](json::Writer& out) { write_discovered_row(out, record); });
    }
    call.succeed(200, [&](json::Writer& out) {
        const int total = static_cast<int>(rows.size());
        out.begin_object().key("items").begin_array();
        for (int i = page.offset; i < std::min(total, page.offset + page.limit); ++i)
            rows[static_cast<std::size_t>(i)](out);
        out.end_array();
        canonical::write_pagination(out, page.limit, page.offset, total);
        out.end_object();
    });
}

/// One that may never have come: it gets in when it does.
void OperatorRoutes::register_charge_point(ApiCall& call) {
    const auto body = json_body(call.request);
    const std::string id = new_identity(body.root());
    if (site_.charge_point(id)) throw ApiError(409, "CONFLICT", id + " is registered already");
    site_.chargers().approve(
        id, true, [this, id, succeed = call.succeed, fail = call.fail](ChargerDesk::Approval approval) {
            const auto made = site_.charge_point(id);
            if (approval != ChargerDesk::Approval::done || !made) return fail(not_stored());
            succeed(201, [&](json::Writer& out) { write_charge_point(out, *made, site_, time_.now()); });
        });
}

void OperatorRoutes::read_charge_point(ApiCall& call) {
    const auto found = charge_point(call);
    call.succeed(200, [&](json::Writer& out) { write_charge_point(out, *found, site_, time_.now()); });
}

void OperatorRoutes::change_settings(ApiCall& call) {
    const auto body = json_body(call.request);
    const auto found = charge_point(call);
    const auto assignments = assignments_in(body.root());
    check_settings(settings_of(found->record()), body.root());
    site_.chargers().change_settings(
        found->record().id, assignments,
        [this, found, succeed = call.succeed, fail = call.fail](const std::string& error) {
            if (!error.empty()) return fail(not_stored());
            succeed(200, [&](json::Writer& out) { write_charge_point(out, *found, site_, time_.now()); });
        });
}

void OperatorRoutes::remove_charge_point(ApiCall& call) {
    const std::string id = charge_point(call)->record().id;
    site_.chargers().remove(id, [id, succeed = call.succeed, fail = call.fail](ChargerDesk::Removal removal) {
        if (removal == ChargerDesk::Removal::unknown)
            return fail(ApiError(404, "CHARGE_POINT_NOT_FOUND", "no such charge point belongs to this key"));
        if (removal == ChargerDesk::Removal::failed) return fail(not_stored());
        succeed(200, [&](json::Writer& out) {
            out.begin_object().member("id", id).member("removed", true);
            out.member("profilesRemain", removal == ChargerDesk::Removal::done_but_profiles_remain).end_object();
        });
    });
}

void OperatorRoutes::approve(ApiCall& call) {
    const std::string id = call.captured.at(0);
    check_identity(id);
    site_.chargers().approve(
        id, creates_unknown(call.request),
        [id, succeed = call.succeed, fail = call.fail](ChargerDesk::Approval approval) {
            if (approval == ChargerDesk::Approval::unknown)
                return fail(ApiError(404, "CHARGE_POINT_NOT_FOUND",
                                     "no such charge point was heard of; \"create\": true lets it in when it comes"));
            if (approval == ChargerDesk::Approval::failed) return fail(not_stored());
            succeed(200, [&](json::Writer& out) {
                out.begin_object().member("id", id).member("approved", true).end_object();
            });
        });
}

void OperatorRoutes::rotate_key(ApiCall& call) {
    const auto target = charge_point(call);
    if (!target->may_be_called())
        throw ApiError(409, "DEVICE_OFFLINE",
                       target->record().id + " is not connected, or has not settled after its boot");
    site_.chargers().rotate_key(target->record().id, [succeed = call.succeed](const auto& rotation) {
        succeed(200, [&](json::Writer& out) {
            out.begin_object().member("accepted", rotation.accepted).member("message", rotation.text).end_object();
        });
    });
}

void OperatorRoutes::read_frames(ApiCall& call) {
    const auto found = charge_point(call);
    std::optional<std::int64_t> before;
    if (query_value(call.request, "before"))
        before = query_number(call.request, "before", 0, 0, std::numeric_limits<int>::max());
    const int most = query_number(call.request, "limit", kMostRowsPerPage, 1, kMostRowsPerPage);
    call.succeed(200, [&](json::Writer& out) {
        write_frames(out, found->journal().frames, before, static_cast<std::size_t>(most));
    });
}

}  // namespace gateway
