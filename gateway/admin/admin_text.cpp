#include <stdexcept>

#include "gateway/admin/admin_commands.h"
#include "gateway/charger_identity.h"
#include "json/parse.h"
#include "json/writer.h"

/// What goes over the admin socket.
namespace gateway {

namespace {

std::string member(const json::Document& document, std::string_view name) {
    const auto value = document.root().find(name);
    return value ? std::string(value->text()) : std::string();
}

std::vector<std::string> members(const json::Document& document, std::string_view name) {
    std::vector<std::string> texts;
    const auto list = document.root().find(name);
    if (!list) return texts;
    for (const json::Value each : list->elements()) texts.emplace_back(each.text());
    return texts;
}

bool is_true(const json::Document& document, std::string_view name) {
    const auto flag = document.root().find(name);
    return flag && flag->is_true();
}

constexpr std::size_t kLongestWord = 200;

}  // namespace

std::string to_text(const AdminRequest& request) {
    json::Writer out;
    out.begin_object().member("command", request.command).member("charger", request.charger_id);
    out.member("environment", request.environment).member("role", request.role).member("name", request.name);
    out.member("key", request.key_id).member("scopes", request.scopes);
    out.member("expiresIn", request.expires_in).member("overlap", request.overlap);
    out.key("assignments").begin_array();
    for (const std::string& assignment : request.assignments) out.string(assignment);
    out.end_array().member("url", request.url).member("webhook", request.webhook_id).key("eventTypes").begin_array();
    for (const std::string& type : request.event_types) out.string(type);
    out.end_array().member("lesson", request.lesson).member("creates", request.creates);
    out.member("since", request.since).member("until", request.until).member("limit", request.limit);
    out.member("asJson", request.as_json).member("serial", request.serial);
    out.member("file", request.file).member("withoutSecrets", request.without_secrets);
    out.member("page", request.page).end_object();
    return out.take();
}

std::string to_text(const AdminAnswer& answer) {
    json::Writer out;
    out.begin_object().member("ok", answer.ok).member("output", answer.output);
    out.member("unknown", answer.is_unknown).member("next", answer.next).end_object();
    return out.take();
}

AdminRequest admin_request_from(const std::string& text) {
    const auto document = json::parse(text);
    if (!document.root().is_object()) throw std::invalid_argument("not an object");
    const auto is_set = [&](std::string_view name) { return is_true(document, name); };
    return {member(document, "command"),
            member(document, "charger"),
            member(document, "environment"),
            member(document, "role"),
            member(document, "name"),
            members(document, "assignments"),
            member(document, "key"),
            member(document, "scopes"),
            member(document, "expiresIn"),
            member(document, "overlap"),
            member(document, "url"),
            member(document, "webhook"),
            members(document, "eventTypes"),
            member(document, "lesson"),
            is_set("creates"),
            member(document, "since"),
            member(document, "until"),
            member(document, "limit"),
            is_set("asJson"),
            {},
            member(document, "serial"),
            member(document, "file"),
            is_set("withoutSecrets"),
            member(document, "page")};
}

AdminAnswer admin_answer_from(const std::string& text) {
    json::Limits limits;
    limits.bytes = kLongestAdminAnswer;
    const auto document = json::parse(text, json::Reading::strict, limits);
    return {is_true(document, "ok"), member(document, "output"), is_true(document, "unknown"),
            member(document, "next")};
}

std::string fault_in(const AdminRequest& request) {
    const bool is_about_one = request.command.rfind("chargers ", 0) == 0 && request.command != "chargers list";
    if (is_about_one && !is_charger_identity(request.charger_id)) return std::string(identity_rule);
    const std::pair<const char*, const std::string*> words[] = {{"ID", &request.key_id},
                                                                {"ID", &request.webhook_id},
                                                                {"SERIAL", &request.serial},
                                                                {"LESSON", &request.lesson},
                                                                {"--role", &request.role},
                                                                {"--scopes", &request.scopes},
                                                                {"--environment", &request.environment},
                                                                {"--overlap", &request.overlap},
                                                                {"--expires-in", &request.expires_in}};
    for (const auto& [name, word] : words) {
        if (word->size() > kLongestWord)
            return std::string(name) + " has more than " + std::to_string(kLongestWord) + " bytes";
    }
    return {};
}

}  // namespace gateway
