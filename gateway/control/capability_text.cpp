#include "gateway/control/capability_text.h"

#include "json/parse.h"
#include "json/writer.h"

namespace gateway {

std::string to_text(const Capabilities& capabilities) {
    json::Writer out;
    out.begin_object();
    out.member("amperes_allowed", capabilities.amperes_allowed)
        .member("watts_allowed", capabilities.watts_allowed);
    out.member("max_stack_level", capabilities.max_stack_level);
    out.member("rung", static_cast<std::int64_t>(capabilities.rung));
    out.member("needs_tx_profile", capabilities.needs_tx_profile);
    out.member("zero_ends_transaction", capabilities.zero_ends_transaction);
    out.member("zero_ignored", capabilities.zero_ignored);
    if (capabilities.connection_timeout_s)
        out.member("connection_timeout_s", *capabilities.connection_timeout_s);
    out.key("setup");
    write_lessons(out, capabilities.setup);
    out.end_object();
    return out.take();
}

Capabilities capabilities_from(const std::string& text) {
    Capabilities capabilities;
    try {
        const auto document = json::parse(text);
        const auto flag = [&](const char* name, bool& value) {
            if (const auto member = document.root().find(name)) value = member->is_true();
        };
        const auto number = [&](const char* name) -> std::optional<std::int64_t> {
            const auto member = document.root().find(name);
            return member ? member->integer() : std::nullopt;
        };
        flag("amperes_allowed", capabilities.amperes_allowed);
        flag("watts_allowed", capabilities.watts_allowed);
        flag("needs_tx_profile", capabilities.needs_tx_profile);
        flag("zero_ends_transaction", capabilities.zero_ends_transaction);
        flag("zero_ignored", capabilities.zero_ignored);
        capabilities.max_stack_level = static_cast<int>(number("max_stack_level").value_or(0));
        capabilities.rung = static_cast<std::size_t>(number("rung").value_or(0));
        if (const auto seconds = number("connection_timeout_s"))
            capabilities.connection_timeout_s = static_cast<int>(*seconds);
        if (const auto lessons = document.root().find("setup")) capabilities.setup = read_lessons(*lessons);
    } catch (const json::ParseError&) {
        return Capabilities{};
    }
    return capabilities;
}

}  // namespace gateway
