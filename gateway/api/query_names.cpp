#include "gateway/api/query_names.h"

#include <map>

#include "json/ascii.h"
#include "json/parse.h"

namespace gateway {

extern const char* const kOpenApiSource;

namespace {

using NamesByRoute = std::map<std::string, std::set<std::string>>;

/// "/a/{id}/b" as a Route has it: "/a/{}/b".
std::string pattern_of(std::string_view path) {
    std::string pattern;
    bool is_inside = false;
    for (const char c : path) {
        if (c == '}') is_inside = false;
        if (!is_inside) pattern += c;
        if (c == '{') is_inside = true;
    }
    return pattern;
}

json::Value resolved(const json::Document& document, json::Value parameter) {
    constexpr std::string_view kBegin = "#/components/parameters/";
    const auto reference = parameter.find("$ref");
    if (!reference) return parameter;
    return *document.root().find("components")->find("parameters")->find(reference->text().substr(kBegin.size()));
}

void add_query_names(const json::Document& document, json::Value holder, std::set<std::string>& names) {
    const auto parameters = holder.find("parameters");
    if (!parameters) return;
    for (const json::Value each : parameters->elements()) {
        const json::Value parameter = resolved(document, each);
        if (parameter.find("in")->text() == "query") names.emplace(parameter.find("name")->text());
    }
}

NamesByRoute read_query_names() {
    const std::string source = kOpenApiSource;
    json::Limits limits;
    limits.bytes = limits.values = source.size();
    limits.depth = 64;
    const auto document = json::parse(source, json::Reading::strict, limits);
    NamesByRoute names;
    for (const auto& [path, operations] : document.root().find("paths")->members()) {
        for (const auto& [method, operation] : operations.members()) {
            if (!operation.is_object()) continue;  // parameters of the whole path
            auto& of_route = names[std::string(method) + " " + pattern_of(path)];
            add_query_names(document, operations, of_route);
            add_query_names(document, operation, of_route);
        }
    }
    return names;
}

}  // namespace

const std::set<std::string>& query_names_of(const Route& route) {
    static const NamesByRoute names = read_query_names();
    static const std::set<std::string> none;
    std::string key = json::lower_case(route.method) + " ";
    for (const auto& part : route.pattern) key += "/" + part;
    const auto found = names.find(key);
    return found == names.end() ? none : found->second;
}

void check_query(const Route& route, const HttpRequest& request) {
    const auto& known = query_names_of(route);
    for (const auto& [name, value] : request.query) {
        if (known.count(name) > 0) continue;
        std::string list;
        for (const auto& each : known) list += (list.empty() ? "" : ", ") + each;
        canonical::throw_invalid_request("the query has a name that is not known here: " + canonical::shown(name) +
                                         (list.empty() ? "; there is none" : "; there are " + list));
    }
}

}  // namespace gateway
