#include "class_size.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <regex>
#include <set>

namespace {

constexpr std::size_t kMostMethods = 40, kMostLines = 500;

bool is_of_product(const std::string& path) { return !starts_with(path, "tests/") && !starts_with(path, "fuzz/"); }

std::string text_of(const SourceFile& file) {
    std::string text;
    for (const std::string& line : file.lines) text += line + "\n";
    return text;
}

/// Where a comment or a literal that begins at `at` ends; `at` itself where none does.
std::size_t end_of_words(const std::string& text, std::size_t at) {
    const auto behind = [&](const std::string& mark, std::size_t from) {
        const std::size_t found = text.find(mark, from);
        return found == std::string::npos ? text.size() : found + mark.size();
    };
    if (text.compare(at, 2, "//") == 0) return std::min(text.find('\n', at), text.size());
    if (text.compare(at, 2, "/*") == 0) return behind("*/", at + 2);
    if (text.compare(at, 2, "R\"") == 0) {
        const std::size_t open = text.find('(', at);
        return behind(")" + text.substr(at + 2, open - at - 2) + "\"", open);
    }
    const bool is_separator =
        text[at] == '\'' && at > 0 && std::isalnum(static_cast<unsigned char>(text[at - 1]));  // 1'000
    if ((text[at] != '"' && text[at] != '\'') || is_separator) return at;
    std::size_t end = at + 1;
    while (end < text.size() && text[end] != text[at]) end += text[end] == '\\' ? 2 : 1;
    return std::min(end + 1, text.size());
}

/// The same text with comments and literals blanked, line for line.
std::string without_words(std::string text) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = end_of_words(text, at);
        for (std::size_t i = at; i < end; ++i) text[i] = text[i] == '\n' ? '\n' : ' ';
        at = std::max(end, at + 1);
    }
    return text;
}

std::size_t matching(const std::string& text, std::size_t open, char opening, char closing) {
    int depth = 0;
    for (std::size_t i = open; i < text.size(); ++i) {
        if (text[i] == opening) ++depth;
        else if (text[i] == closing && --depth == 0) return i;
    }
    return text.size();
}

std::size_t lines_in(const std::string& text, std::size_t begin, std::size_t end) {
    return static_cast<std::size_t>(std::count(text.begin() + static_cast<long>(begin),
                                               text.begin() + static_cast<long>(std::min(end, text.size())), '\n')) +
           1;
}

struct Body {
    std::string name;
    std::size_t begin, open, close;
};

std::vector<Body> bodies(const std::string& text) {
    static const std::regex head(R"((?:^|[^\w])(?:class|struct)\s+(\w+)\s*(?:final\s*)?(?::[^{;()]*)?\{)");
    std::vector<Body> found;
    for (auto match = std::sregex_iterator(text.begin(), text.end(), head); match != std::sregex_iterator(); ++match) {
        const auto begin = static_cast<std::size_t>(match->position());
        const auto name_at = static_cast<std::size_t>(match->position(1));
        const std::string before = text.substr(begin > 8 ? begin - 8 : 0, name_at - (begin > 8 ? begin - 8 : 0));
        static const std::regex enumeration(R"(enum\s+(class|struct)\s+$)");
        if (std::regex_search(before, enumeration)) continue;
        const std::size_t open = begin + match->str().size() - 1;
        found.push_back({(*match)[1], begin, open, matching(text, open, '{', '}')});
    }
    return found;
}

bool is_keyword(const std::string& name) {
    static const std::set<std::string> words = {"if",      "for",           "while",    "switch",
                                                "return",  "sizeof",        "decltype", "noexcept",
                                                "alignas", "static_assert", "function", "explicit"};
    return words.count(name) > 0;
}

/// What is left of a class body at its own depth, one declaration each: "void f(int a) const".
std::vector<std::string> declarations(const std::string& text, const Body& body, const std::vector<Body>& all) {
    std::string flat;
    for (std::size_t i = body.open + 1; i < body.close; ++i) {
        const auto nested = std::find_if(
            all.begin(), all.end(), [&](const Body& other) { return other.open == i && other.begin > body.begin; });
        if (nested != all.end()) {
            flat.erase(std::min(flat.size(), flat.size() - (i - std::max(nested->begin, body.open + 1))));
            i = nested->close;
            flat += ';';
        } else if (text[i] == '{') {
            i = matching(text, i, '{', '}');
            flat += ';';
        } else {
            flat += text[i] == '\n' ? ' ' : text[i];
        }
    }
    flat = std::regex_replace(flat, std::regex(R"(\b(public|private|protected)\s*:)"), ";");
    for (int depth = 0; depth < 4; ++depth)
        flat = std::regex_replace(flat, std::regex("<[^<>()]*(?:\\([^()]*\\)[^<>()]*)?>"), "");
    std::vector<std::string> parts;
    for (std::size_t at = 0; at < flat.size();) {
        const std::size_t end = std::min(flat.find(';', at), flat.size());
        parts.push_back(flat.substr(at, end - at));
        at = end + 1;
    }
    return parts;
}

bool declares_method(const std::string& declaration, const std::string& of_class) {
    static const std::regex method(R"(^\s*(?:[\w:&*\s,\[\]]*[\s&*])?(~?\w+)\s*\()");
    const std::string head = declaration.substr(0, declaration.find('('));
    if (declaration.find('(') == std::string::npos || head.find('=') != std::string::npos) return false;
    if (std::regex_search(head, std::regex(R"(\b(operator|using|friend|static_assert|typedef)\b)"))) return false;
    std::smatch match;
    if (!std::regex_search(declaration, match, method)) return false;
    const std::string name = match[1];
    return name != of_class && name != "~" + of_class && !is_keyword(name);
}

/// Bodies of functions that are defined elsewhere: "void Site::restore(...) {".
void add_definitions(const std::string& text, const std::string& folder, std::map<std::string, ClassSize>& sizes) {
    static const std::regex qualified(R"(\b(\w+)::(~?\w+)\s*\()");
    for (auto match = std::sregex_iterator(text.begin(), text.end(), qualified); match != std::sregex_iterator();
         ++match) {
        const auto found = sizes.find(folder + "::" + (*match)[1].str());
        if (found == sizes.end()) continue;
        const auto begin = static_cast<std::size_t>(match->position());
        const std::size_t line = text.rfind('\n', begin) + 1;
        if (line < text.size() && std::isspace(static_cast<unsigned char>(text[line]))) continue;  // a call
        const std::size_t parameters = begin + match->str().size() - 1;
        const std::size_t after = matching(text, parameters, '(', ')') + 1;
        std::size_t open = text.find_first_of("{;", after);
        if (open == std::string::npos || text[open] == ';') continue;
        std::size_t close = matching(text, open, '{', '}');
        // Members of a list of initialisers may have braces of their own.
        while (text.find_first_not_of(" \n", close + 1) != std::string::npos &&
               (text[text.find_first_not_of(" \n", close + 1)] == ',' ||
                text[text.find_first_not_of(" \n", close + 1)] == '{')) {
            open = text.find('{', close + 1);
            if (open == std::string::npos) break;
            close = matching(text, open, '{', '}');
        }
        found->second.lines += lines_in(text, line, close);
    }
}

}  // namespace

std::vector<ClassSize> class_sizes(const SourceTree& tree) {
    std::map<std::string, ClassSize> sizes;
    std::map<std::string, std::string> texts;
    for (const SourceFile& file : tree) {
        if (is_of_product(file.path)) texts[file.path] = without_words(text_of(file));
    }
    for (const auto& [path, text] : texts) {
        const std::string folder = path.substr(0, path.find('/'));
        const auto all = bodies(text);
        for (const Body& body : all) {
            ClassSize& size = sizes[folder + "::" + body.name];
            size.name = folder + "::" + body.name;
            size.path = path;
            size.lines += lines_in(text, body.begin, body.close);
            for (const Body& nested : all) {
                if (nested.open > body.open && nested.close < body.close)
                    size.lines -= lines_in(text, nested.open, nested.close) - 1;
            }
            for (const std::string& each : declarations(text, body, all))
                size.methods += declares_method(each, body.name) ? 1 : 0;
        }
    }
    for (const auto& [path, text] : texts) add_definitions(text, path.substr(0, path.find('/')), sizes);
    std::vector<ClassSize> list;
    for (const auto& [name, size] : sizes) list.push_back(size);
    return list;
}

Violations too_large_classes(const SourceTree& tree) {
    Violations found;
    for (const ClassSize& size : class_sizes(tree)) {
        const bool is_large = size.methods > kMostMethods || size.lines > kMostLines;
        if (!is_large) continue;
        found.push_back(size.path + ": " + size.name + " has " + std::to_string(size.methods) + " methods and " +
                        std::to_string(size.lines) + " lines, at most " + std::to_string(kMostMethods) + " and " +
                        std::to_string(kMostLines));
    }
    return found;
}
