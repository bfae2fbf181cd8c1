#include "gateway/api/document/html.h"

namespace gateway::html {

std::string escaped(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        if (c == '&') out += "&amp;";
        else if (c == '<') out += "&lt;";
        else if (c == '>') out += "&gt;";
        else if (c == '"') out += "&quot;";
        else out += c;
    }
    return out;
}

std::string element(std::string_view name, std::string_view text) {
    const std::string tag(name);
    return "<" + tag + ">" + escaped(text) + "</" + tag + ">";
}

std::string link_to(std::string_view id, std::string_view text) {
    return "<a href=\"#" + escaped(id) + "\">" + escaped(text) + "</a>";
}

std::string line(std::string_view text) {
    std::string out;
    bool is_code = false;
    for (std::size_t at = 0; at <= text.size(); is_code = !is_code) {
        const auto end = std::min(text.find('`', at), text.size());
        const auto part = text.substr(at, end - at);
        out += is_code ? element("code", part) : escaped(part);
        at = end + 1;
    }
    return out;
}

std::string paragraphs(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find("\n\n", at), text.size());
        out += "<p>" + line(text.substr(at, end - at)) + "</p>\n";
        at = end + 2;
    }
    return out;
}

}  // namespace gateway::html
