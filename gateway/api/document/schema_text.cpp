#include "gateway/api/document/schema_text.h"

#include <algorithm>

#include "gateway/api/document/html.h"

namespace gateway {

namespace {

std::string joined(json::Value list, std::string_view between, std::string (*text)(json::Value)) {
    std::string out;
    for (const json::Value each : list.elements()) out += (out.empty() ? "" : std::string(between)) + text(each);
    return out;
}

std::string plain(json::Value value) {
    return html::escaped(value.is_string() ? std::string(value.text()) : value.to_json());
}

std::string code(json::Value value) {
    return html::element("code", value.is_string() ? value.text() : value.to_json());
}

std::string type_word(json::Value schema) {
    const auto type = schema.find("type");
    if (!type) return "anything";
    return type->is_array() ? joined(*type, " or ", plain) : plain(*type);
}

std::string range(json::Value schema) {
    std::string out;
    for (const auto& [name, words] : {std::pair{"minimum", "at least "}, std::pair{"maximum", "at most "}}) {
        if (const auto bound = schema.find(name))
            out += (out.empty() ? " " : ", ") + std::string(words) + plain(*bound);
    }
    return out;
}

bool is_required(json::Value schema, std::string_view name) {
    const auto required = schema.find("required");
    if (!required) return false;
    const auto names = required->elements();
    for (const json::Value each : names) {
        if (each.text() == name) return true;
    }
    return false;
}

std::string description(json::Value schema) {
    const auto text = schema.find("description");
    return text ? html::line(text->text()) : "";
}

/// The schema whose members are shown below a member: its own, or that of its elements or of its one choice.
json::Value inner(json::Value schema) {
    if (const auto items = schema.find("items")) return inner(*items);
    if (const auto choices = schema.find("anyOf")) return inner(*choices->elements().begin());
    return schema;
}

void add_rows(std::string& rows, json::Value schema, const std::string& path) {
    const auto properties = schema.find("properties");
    if (!properties) return;
    for (const auto& [name, value] : properties->members()) {
        const std::string where = path + std::string(name);
        rows += "<tr><td><code>" + html::escaped(where) + "</code></td><td>" + type_html(value) + "</td><td>";
        rows += is_required(schema, name) ? "always" : "may be left out";
        rows += "</td><td>" + description(value) + "</td></tr>\n";
        add_rows(rows, inner(value), where + (value.find("items") ? "[]." : "."));
    }
}

}  // namespace

std::string_view referred(json::Value reference) {
    const auto text = reference.text();
    return text.substr(text.rfind('/') + 1);
}

std::string type_html(json::Value schema) {
    if (const auto reference = schema.find("$ref"))
        return html::link_to("schema-" + std::string(referred(*reference)), referred(*reference));
    if (const auto choices = schema.find("anyOf")) return joined(*choices, " or ", type_html);
    if (const auto value = schema.find("const")) return code(*value);
    if (const auto values = schema.find("enum")) return joined(*values, ", ", code);
    if (const auto items = schema.find("items")) return "list of " + type_html(*items);
    return type_word(schema) + range(schema);
}

std::string members_html(json::Value schema) {
    std::string rows;
    add_rows(rows, schema, "");
    if (rows.empty()) return {};
    return "<table><thead><tr><th>member</th><th>type</th><th></th><th></th></tr></thead><tbody>\n" + rows +
           "</tbody></table>\n";
}

}  // namespace gateway
