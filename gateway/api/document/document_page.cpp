#include "gateway/api/document/document_page.h"

#include <algorithm>

#include "gateway/api/document/html.h"
#include "gateway/api/document/schema_text.h"
#include "json/ascii.h"
#include "json/indented.h"

namespace gateway {

const char* const kDocumentStyle =
    "body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:0 auto;padding:1rem;color:#1b1f23;background:#fff}"
    "code,pre{font:14px/1.45 ui-monospace,monospace}pre{background:#f4f5f6;padding:.75rem;overflow-x:auto}"
    "table{border-collapse:collapse;width:100%;margin:.5rem 0}th,td{text-align:left;vertical-align:top;padding:.25rem "
    ".5rem;"
    "border-bottom:1px solid #e1e4e8}h2{margin-top:2.5rem;border-bottom:2px solid "
    "#1b1f23}summary{cursor:pointer;padding:.4rem 0}"
    ".method{display:inline-block;min-width:4.5rem;font-weight:bold;text-transform:uppercase}nav a{margin-right:1rem}"
    "details{border-bottom:1px solid #e1e4e8}details[open]{padding-bottom:1rem}"
    "@media(prefers-color-scheme:dark){body{color:#e6e6e6;background:#15181b}pre{background:#22272b}a{color:#8ab4f8}}"
    "\n";

namespace {

std::string_view text_at(json::Value value, std::string_view name) {
    const auto found = value.find(name);
    return found ? found->text() : std::string_view();
}

std::string indented(json::Value value) { return html::element("pre", json::indented(value.to_json())); }

json::Value resolved(json::Value document, json::Value value, std::string_view kind) {
    const auto reference = value.find("$ref");
    if (!reference) return value;
    return *document.find("components")->find(kind)->find(referred(*reference));
}

std::string examples(json::Value content) {
    std::string out;
    if (const auto example = content.find("example")) out += indented(*example);
    const auto several = content.find("examples");
    if (!several) return out;
    for (const auto& [name, example] : several->members())
        out += html::element("p", "Example: " + std::string(name)) + indented(*example.find("value"));
    return out;
}

std::string content_html(json::Value holder) {
    const auto content = holder.find("content");
    if (!content) return {};
    std::string out;
    for (const auto& [type, media] : content->members()) {
        const auto schema = media.find("schema");
        out += "<p>" + html::element("code", type) + ": " + type_html(*schema) + "</p>\n" + members_html(*schema) +
               examples(media);
    }
    return out;
}

std::string parameters_html(json::Value document, json::Value operation) {
    const auto parameters = operation.find("parameters");
    if (!parameters) return {};
    std::string rows;
    for (const json::Value each : parameters->elements()) {
        const json::Value parameter = resolved(document, each, "parameters");
        rows += "<tr><td><code>" + html::escaped(text_at(parameter, "name")) + "</code></td><td>" +
                html::escaped(text_at(parameter, "in")) + "</td><td>" + type_html(*parameter.find("schema")) +
                "</td><td>" + html::line(text_at(parameter, "description")) + "</td></tr>\n";
    }
    return "<h4>Parameters</h4><table><tbody>\n" + rows + "</tbody></table>\n";
}

std::string body_html(json::Value operation) {
    const auto body = operation.find("requestBody");
    return body ? "<h4>Body</h4>\n" + content_html(*body) : "";
}

/// The answer that was hoped for at length, refusals in a line each.
std::string responses_html(json::Value document, json::Value operation) {
    std::string wished, refusals;
    for (const auto& [status, each] : operation.find("responses")->members()) {
        const json::Value response = resolved(document, each, "responses");
        const std::string words = html::line(text_at(response, "description"));
        if (status[0] == '2')
            wished += "<h4>" + html::escaped(status) + " " + words + "</h4>\n" + content_html(response);
        else refusals += "<tr><td>" + html::escaped(status) + "</td><td>" + words + "</td></tr>\n";
    }
    return refusals.empty() ? wished : wished + "<h4>Refusals</h4><table><tbody>\n" + refusals + "</tbody></table>\n";
}

std::string scope_html(json::Value operation) {
    const auto security = operation.find("security");
    if (!security) return {};
    if (security->size() == 0) return html::element("p", "Without a key.");
    std::string scope;
    const json::Value first = *security->elements().begin();
    for (const auto& [scheme, scopes] : first.members()) {
        for (const json::Value each : scopes.elements()) scope = each.text();
    }
    return "<p>Scope: " + html::element("code", scope) + "</p>\n";
}

std::string operation_html(json::Value document, std::string_view path, std::string_view method,
                           json::Value operation) {
    const std::string id = "operation-" + std::string(text_at(operation, "operationId"));
    std::string out = "<details id=\"" + html::escaped(id) + "\"><summary><span class=\"method\">" +
                      html::escaped(method) + "</span> " + html::element("code", path) + " " +
                      html::escaped(text_at(operation, "summary")) + "</summary>\n";
    out += html::paragraphs(text_at(operation, "description")) + scope_html(operation);
    out += parameters_html(document, operation) + body_html(operation) + responses_html(document, operation);
    return out + "</details>\n";
}

std::string operations_of(json::Value document, std::string_view section, std::string_view tag) {
    std::string out;
    const auto paths = document.find(section);
    if (!paths) return out;
    for (const auto& [path, methods] : paths->members()) {
        for (const auto& [method, operation] : methods.members()) {
            if ((*operation.find("tags")->elements().begin()).text() == tag)
                out += operation_html(document, path, method, operation);
        }
    }
    return out;
}

std::string tags_html(json::Value document) {
    std::string out;
    for (const json::Value tag : document.find("tags")->elements()) {
        const auto name = text_at(tag, "name");
        out += "<h2 id=\"tag-" + html::escaped(name) + "\">" + html::escaped(name) + "</h2>\n";
        out += html::paragraphs(text_at(tag, "description")) + operations_of(document, "paths", name);
        const std::string sent = operations_of(document, "webhooks", name);
        if (!sent.empty()) out += "<h3>What is sent to you</h3>\n" + sent;
    }
    return out;
}

std::string schemas_html(json::Value document) {
    std::string out = "<h2 id=\"schemas\">Schemas</h2>\n";
    for (const auto& [name, schema] : document.find("components")->find("schemas")->members()) {
        out += "<h3 id=\"schema-" + html::escaped(name) + "\">" + html::escaped(name) + "</h3>\n";
        const std::string members = members_html(schema);
        out += html::paragraphs(text_at(schema, "description")) +
               (members.empty() ? "<p>" + type_html(schema) + "</p>\n" : members);
    }
    return out;
}

std::string navigation(json::Value document) {
    std::string out = "<nav>";
    for (const json::Value tag : document.find("tags")->elements()) {
        const std::string name(text_at(tag, "name"));
        out += html::link_to("tag-" + name, name) + " ";
    }
    return out + html::link_to("schemas", "Schemas") + " <a href=\"/openapi.json\">openapi.json</a></nav>\n";
}

}  // namespace

std::string document_page(json::Value document) {
    const json::Value info = *document.find("info");
    const std::string title = std::string(text_at(info, "title")) + " " + std::string(text_at(info, "version"));
    return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
           "content=\"width=device-width, initial-scale=1\">\n" +
           html::element("title", title) + "<link rel=\"stylesheet\" href=\"/docs.css\"></head><body>\n" +
           html::element("h1", title) + html::paragraphs(text_at(info, "description")) + navigation(document) +
           tags_html(document) + schemas_html(document) + "</body></html>\n";
}

}  // namespace gateway
