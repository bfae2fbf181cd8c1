#include "canonical/settings.h"
#include "gateway/api/api.h"
#include "gateway/api/parameters.h"

namespace gateway {

namespace {

using canonical::ApiError;

[[noreturn]] void throw_device_not_found() {
    throw ApiError(404, "DEVICE_NOT_FOUND", "no such device belongs to this key");
}

}  // namespace

void Api::add_ev_charger_routes() {
    routes_.add("GET", "/ev-charger", Scope::devices_read, [this](ApiCall& call) { list_devices(call); });
    routes_.add("GET", "/ev-charger/{}", Scope::devices_read, [this](ApiCall& call) { read_device(call); });
    routes_.add("POST", "/ev-charger/{}", Scope::actions_write, [this](ApiCall& call) { push_command(call); });
    routes_.add("POST", "/ev-charger/{}/settings", Scope::devices_write,
                [this](ApiCall& call) { write_settings(call); });
}

DeviceRef Api::device(const ApiCall& call) const {
    const auto found = site_.devices().find(call.captured.at(0), call.key.environment);
    if (!found) throw_device_not_found();
    return found;
}

void Api::list_devices(ApiCall& call) {
    const Page page = query_page(call.request);
    const auto ids = site_.devices().ids(call.key.environment, query_value(call.request, "userId"));
    const int total = static_cast<int>(ids.size());
    call.succeed(200, [&](json::Writer& out) {
        out.begin_object().key("items").begin_array();
        for (int i = page.offset; i < std::min(total, page.offset + page.limit); ++i) {
            const auto found = site_.devices().find(ids[static_cast<std::size_t>(i)], call.key.environment);
            canonical::write_device(out, site_.devices().describe(found));
        }
        out.end_array();
        canonical::write_pagination(out, page.limit, page.offset, total);
        out.end_object();
    });
}

void Api::read_device(ApiCall& call) {
    const bool expedite = query_flag(call.request, "expedite");
    site_.devices().read_fresh(device(call), expedite, [succeed = call.succeed](const canonical::Device& read) {
        succeed(200, [&](json::Writer& out) { canonical::write_device(out, read); });
    });
}

void Api::push_command(ApiCall& call) {
    const auto body = json_body(call.request);
    const auto target = device(call);
    const auto push = canonical::parse_push_request(body.root(), site_.devices().time_zone(target), time_.utc(),
                                                    call.key.environment);
    const auto done = [succeed = call.succeed, fail = call.fail](std::optional<canonical::Action> action) {
        if (!action) return fail(not_durable());
        succeed(202, [&](json::Writer& out) { canonical::write_push_result(out, *action); });
    };
    site_.commands().push(target, push, done, [alongside = call.alongside](const canonical::Action& action) {
        return alongside(202, [&](json::Writer& out) { canonical::write_push_result(out, action); });
    });
}

void Api::write_settings(ApiCall& call) {
    const auto body = json_body(call.request);
    const auto target = device(call);
    const auto patch = canonical::parse_settings_patch(body.root(), site_.devices().bounds(target));
    const auto write_ack = [device_id = call.captured.at(0), updated = patch.updated](json::Writer& out) {
        out.begin_object().member("deviceId", device_id).key("updated").begin_array();
        for (const auto& name : updated) out.string(name);
        out.end_array().end_object();
    };
    const auto done = [succeed = call.succeed, fail = call.fail, write_ack](bool durable) {
        if (!durable) return fail(not_durable());
        succeed(200, write_ack);
    };
    site_.commands().write_settings(target, patch, done, call.alongside(200, write_ack));
}

}  // namespace gateway
