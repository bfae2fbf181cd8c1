#include "gateway/decision/capability_text.h"

#include <algorithm>
#include <utility>

#include "json/parse.h"
#include "json/writer.h"

namespace gateway {

namespace {

constexpr std::pair<const char*, bool Capabilities::*> kFlags[] = {
    {"amperes_allowed", &Capabilities::amperes_allowed},
    {"watts_allowed", &Capabilities::watts_allowed},
    {"units_are_told", &Capabilities::units_are_told},
    {"rung_is_proven", &Capabilities::strategy_is_proven},
    {"whole_amperes", &Capabilities::whole_amperes},
    {"watts_detour_fails", &Capabilities::watts_detour_fails},
    {"needs_tx_profile", &Capabilities::needs_tx_profile},
    {"tx_profile_without_id", &Capabilities::tx_profile_without_id},
    {"start_without_connector", &Capabilities::start_without_connector},
    {"zero_ends_transaction", &Capabilities::zero_ends_transaction},
    {"zero_ignored", &Capabilities::zero_ignored},
    {"tells_preparing", &Capabilities::tells_preparing},
};

}  // namespace

std::string to_text(const Capabilities& capabilities) {
    json::Writer out;
    out.begin_object();
    write_members(out, capabilities);
    out.end_object();
    return out.take();
}

void write_members(json::Writer& out, const Capabilities& capabilities) {
    for (const auto& [name, flag] : kFlags) {
        const bool is_a_lesson = capabilities.*flag != Capabilities{}.*flag;
        if (is_a_lesson) out.member(name, capabilities.*flag);
    }
    out.member("max_stack_level", capabilities.max_stack_level);
    out.member("rung", static_cast<std::int64_t>(capabilities.strategy));
    if (capabilities.max_profiles) out.member("max_profiles", *capabilities.max_profiles);
    if (capabilities.connection_timeout_s) out.member("connection_timeout_s", *capabilities.connection_timeout_s);
    out.key("setup");
    write_lessons(out, capabilities.setup);
}

Capabilities capabilities_from(const std::string& text) {
    Capabilities capabilities;
    try {
        const auto document = json::parse(text);
        const auto number = [&](const char* name) -> std::optional<std::int64_t> {
            const auto member = document.root().find(name);
            return member ? member->integer() : std::nullopt;
        };
        for (const auto& [name, flag] : kFlags) {
            if (const auto member = document.root().find(name)) capabilities.*flag = member->is_true();
        }
        capabilities.max_stack_level = static_cast<int>(number("max_stack_level").value_or(0));
        capabilities.strategy = static_cast<std::size_t>(std::max<std::int64_t>(0, number("rung").value_or(0)));
        if (const auto most = number("max_profiles")) capabilities.max_profiles = static_cast<int>(*most);
        if (const auto seconds = number("connection_timeout_s"))
            capabilities.connection_timeout_s = static_cast<int>(*seconds);
        if (const auto lessons = document.root().find("setup")) capabilities.setup = read_lessons(*lessons);
    } catch (const json::ParseError&) {
        return Capabilities{};
    }
    return capabilities;
}

}  // namespace gateway
