#include "gateway/api/operator_routes.h"
#include "gateway/api/parameters.h"
#include "ocpp/types.h"

/// The tags of the site, and the local lists made of them.
namespace gateway {

namespace {

using canonical::ApiError;
using canonical::throw_validation_error;

ApiError tag_not_found() { return ApiError(404, "TAG_NOT_FOUND", "no such tag is known"); }

void write_tag(json::Writer& out, const storage::TagRecord& tag) {
    out.begin_object().member("idTag", tag.id_tag).member("blocked", tag.blocked).key("expiresAt");
    if (tag.expires_at) out.string(canonical::to_text(*tag.expires_at));
    else out.null();
    out.member("parentIdTag", tag.parent_id_tag).member("note", tag.note).end_object();
}

UtcTime time_of(std::string_view name, json::Value value) {
    const auto date = ocpp::parse_date_time(required_text(name, value));
    if (!date.time) throw_validation_error(std::string(name), "must be a time such as 2026-01-31T12:00:00Z");
    return *date.time;
}

void read_member(std::string_view name, json::Value value, storage::TagRecord& tag) {
    if (name == "blocked" && !value.is_boolean()) throw_validation_error("blocked", "must be true or false");
    if (name == "blocked") tag.blocked = value.is_true();
    else if (name == "expiresAt" && value.is_null()) tag.expires_at.reset();
    else if (name == "expiresAt") tag.expires_at = time_of(name, value);
    else if (name == "parentIdTag") tag.parent_id_tag = required_text(name, value);
    else if (name == "note") tag.note = required_text(name, value);
    else throw_validation_error(std::string(name), "is not known here");
}

storage::TagRecord tag_in(json::Value body, const std::string& id_tag) {
    if (!body.is_object()) canonical::throw_invalid_request("the body is not an object");
    storage::TagRecord tag;
    tag.id_tag = id_tag;
    for (const auto& [name, value] : body.members()) read_member(name, value, tag);
    return tag;
}

}  // namespace

void OperatorRoutes::add_tag_routes(RouteTable& routes) {
    routes.add("GET", "/operator/tags", Access::live(Scope::operate), bind(&OperatorRoutes::list_tags));
    routes.add("GET", "/operator/tags/{}", Access::live(Scope::operate), bind(&OperatorRoutes::read_tag));
    routes.add("PUT", "/operator/tags/{}", Access::live(Scope::operate), bind(&OperatorRoutes::put_tag));
    routes.add("DELETE", "/operator/tags/{}", Access::live(Scope::operate), bind(&OperatorRoutes::remove_tag));
    routes.add("POST", "/operator/charge-points/{}/local-list", Access::live(Scope::operate),
               bind(&OperatorRoutes::sync_local_list));
}

void OperatorRoutes::list_tags(ApiCall& call) {
    const Page page = query_operator_page(call.request);
    const auto tags = site_.authorisation().list();
    call.succeed(200, [&](json::Writer& out) {
        const int total = static_cast<int>(tags.size());
        out.begin_object().key("items").begin_array();
        for (int i = page.offset; i < std::min(total, page.offset + page.limit); ++i)
            write_tag(out, tags[static_cast<std::size_t>(i)]);
        out.end_array();
        canonical::write_pagination(out, page.limit, page.offset, total);
        out.end_object();
    });
}

void OperatorRoutes::read_tag(ApiCall& call) {
    const auto* tag = site_.authorisation().find(call.captured.at(0));
    if (tag == nullptr) throw tag_not_found();
    call.succeed(200, [&](json::Writer& out) { write_tag(out, *tag); });
}

void OperatorRoutes::put_tag(ApiCall& call) {
    const auto body = json_body(call.request);
    const storage::TagRecord tag = tag_in(body.root(), call.captured.at(0));
    try {
        site_.authorisation().check(tag);
    } catch (const TagError& error) {
        throw_validation_error("body", error.what());
    }
    site_.tags().put(tag, [tag, succeed = call.succeed, fail = call.fail](const std::string& error) {
        if (!error.empty()) return fail(not_durable(error));
        succeed(200, [&](json::Writer& out) { write_tag(out, tag); });
    });
}

void OperatorRoutes::remove_tag(ApiCall& call) {
    const std::string id_tag = call.captured.at(0);
    site_.tags().remove(id_tag, [id_tag, succeed = call.succeed, fail = call.fail](TagDesk::Removal removal) {
        if (removal == TagDesk::Removal::unknown) return fail(tag_not_found());
        if (removal == TagDesk::Removal::failed) return fail(not_durable("storage"));
        succeed(200, [&](json::Writer& out) {
            out.begin_object().member("idTag", id_tag).member("removed", true).end_object();
        });
    });
}

void OperatorRoutes::sync_local_list(ApiCall& call) {
    const auto found = charge_point(call);
    if (!found->is_connected()) throw ApiError(409, "DEVICE_OFFLINE", found->record().id + " is not connected");
    found->local_list().sync([succeed = call.succeed, fail = call.fail](const LocalListResult& result) {
        if (!result.error.empty()) return fail(ApiError(409, "LOCAL_LIST_NOT_SENT", result.error));
        succeed(200, [&](json::Writer& out) {
            out.begin_object()
                .member("version", result.version)
                .member("entries", static_cast<std::int64_t>(result.entries));
            out.end_object();
        });
    });
}

}  // namespace gateway
