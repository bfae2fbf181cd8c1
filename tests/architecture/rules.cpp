#include "rules.h"

#include <algorithm>
#include <optional>
#include <regex>
#include <utility>

namespace {

bool has_extension(const SourceFile& file, const std::string& extension) {
    return std::filesystem::path(file.path).extension() == extension;
}

std::string top_folder(const std::string& path) { return path.substr(0, path.find('/')); }

struct FolderRule {
    std::string folder;
    std::set<std::string> may_include;  ///< beside itself
};

/// The one-way street of the folders; tests and fuzz targets may look at everything.
const std::vector<FolderRule>& folder_rules() {
    static const std::vector<FolderRule> rules = {
        {"json", {}},
        {"canonical", {"json"}},
        {"ocpp", {"json"}},
        {"storage", {"canonical", "json"}},
        {"simulators", {"ocpp", "json"}},
        {"gateway", {"canonical", "ocpp", "json", "storage"}},
    };
    return rules;
}

const std::set<std::string>& our_folders() {
    static const std::set<std::string> folders = {"json",       "canonical", "ocpp",  "storage",
                                                  "simulators", "gateway",   "tests", "fuzz"};
    return folders;
}

struct LibraryRule {
    std::string include;  ///< how the library's headers begin
    std::regex where;     ///< the files that may include it
};

const std::vector<LibraryRule>& library_rules() {
    static const std::vector<LibraryRule> rules = {
        {"rapidjson/", std::regex("json/[^/]+\\.cpp")},
        {"SQLiteCpp/", std::regex("storage/[^/]+\\.cpp")},
        {"sqlite3", std::regex("storage/[^/]+\\.cpp")},
        {"websocketpp/", std::regex("gateway/link/[^/]+")},
        {"openssl/", std::regex("gateway/(security/[^/]+|random\\.cpp|net/tls_stream\\.cpp)|tests/.+")},
        {"gateway/security/openssl_objects.h", std::regex("gateway/(security/[^/]+|net/tls_stream\\.cpp)|tests/.+")},
        {"gateway/security/certificate_reading.h",
         std::regex("gateway/(security/[^/]+|net/tls_stream\\.cpp)|tests/.+")},
        {"date/", std::regex("canonical/time_zone\\.cpp")},
        {"boost/asio/ssl", std::regex("(simulators|tests)/.+")},
        {"boost/beast", std::regex("(gateway/http|gateway/webhooks|simulators|tests)/.+")},
    };
    return rules;
}

/// The rooms of the gateway, from the top down. A room may include those that stand below its line, and of its own line
/// only what is listed behind it.
const std::vector<std::vector<std::string>>& rooms() {
    static const std::vector<std::vector<std::string>> lines = {
        {"app"},
        {"api", "admin"},
        {"keys"},
        {"reports"},
        {"site"},
        {"charge_point"},
        {"transactions", "setup", "access", "authorization", "inspection"},
        {"decision"},
        {"translate"},
        {"webhooks", "backup"},
        {"http"},
        {"link"},
        {"net"},
        {"security"},
    };
    return lines;
}

/// Room and the neighbour that it may include: a session knows whose tag started it.
const std::set<std::pair<std::string, std::string>>& neighbours() {
    static const std::set<std::pair<std::string, std::string>> pairs = {{"transactions", "authorization"}};
    return pairs;
}

/// Pure rooms: no storage, no sockets, no log.
const std::set<std::string>& pure_rooms() {
    static const std::set<std::string> rooms = {"decision", "translate"};
    return rooms;
}

/// "decision" of "gateway/decision/next_step.h"; empty for what lies in gateway/ itself or elsewhere.
std::string room_of(const std::string& path) {
    const auto begin = path.find('/');
    const auto end = path.find('/', begin + 1);
    if (!starts_with(path, "gateway/") || end == std::string::npos) return "";
    return path.substr(begin + 1, end - begin - 1);
}

/// Line of the room, counted from the top; nothing for what is no room.
std::optional<std::size_t> line_of(const std::string& room) {
    for (std::size_t line = 0; line < rooms().size(); ++line) {
        const auto& names = rooms()[line];
        if (std::find(names.begin(), names.end(), room) != names.end()) return line;
    }
    return {};
}

bool may_enter(const std::string& room, const std::string& other) {
    if (room == other || neighbours().count({room, other}) > 0) return true;
    const auto from = line_of(room), to = line_of(other);
    return from && to && *from < *to;
}

bool may_include(const FolderRule& rule, const SourceFile& file, const std::string& folder) {
    const bool is_sandbox = starts_with(file.path, "gateway/app/sandbox");
    return folder == rule.folder || rule.may_include.count(folder) > 0 || (is_sandbox && folder == "simulators");
}

void append(Violations& all, Violations more) { all.insert(all.end(), more.begin(), more.end()); }

}  // namespace

Violations forbidden_folders(const SourceFile& file) {
    Violations found;
    for (const FolderRule& rule : folder_rules()) {
        if (top_folder(file.path) != rule.folder) continue;
        for (const std::string& include : includes_of(file)) {
            const std::string folder = top_folder(include);
            if (our_folders().count(folder) == 0 || may_include(rule, file, folder)) continue;
            found.push_back(file.path + ": " + rule.folder + " must not know " + include);
        }
    }
    return found;
}

Violations forbidden_rooms(const SourceFile& file) {
    const std::string room = room_of(file.path);
    if (room.empty()) return {};
    if (!line_of(room)) return {file.path + ": " + room + " is no room of the gateway"};
    Violations found;
    for (const std::string& include : includes_of(file)) {
        const std::string other = room_of(include);
        const bool is_storage = starts_with(include, "storage/");
        if (!other.empty() && !may_enter(room, other))
            found.push_back(file.path + ": " + room + " must not know " + include);
        if (is_storage && pure_rooms().count(room) > 0)
            found.push_back(file.path + ": " + room + " is pure, and knows " + include);
    }
    return found;
}

Violations forbidden_libraries(const SourceFile& file) {
    Violations found;
    for (const std::string& include : includes_of(file)) {
        for (const LibraryRule& rule : library_rules()) {
            if (!starts_with(include, rule.include) || std::regex_match(file.path, rule.where)) continue;
            found.push_back(file.path + ": " + include + " does not belong here");
        }
    }
    return found;
}

Violations websocketpp_spread(const SourceTree& tree) {
    constexpr std::size_t kMost = 2;
    const auto units = translation_units_reaching(tree, "websocketpp/");
    Violations found;
    for (const std::string& path : units) {
        if (!starts_with(path, "gateway/link/")) found.push_back(path + ": reaches websocketpp through a header");
        else if (units.size() > kMost) found.push_back(path + ": one of more than two files that reach websocketpp");
    }
    return found;
}

Violations too_long(const SourceFile& file) {
    constexpr std::size_t kMost = 300;
    if (file.lines.size() <= kMost) return {};
    return {file.path + ": " + std::to_string(file.lines.size()) + " lines, at most " + std::to_string(kMost)};
}

Violations unfinished(const SourceFile& file) {
    static const std::regex mark(
        "\\bTO"
        "DO\\b");
    Violations found;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
        if (!std::regex_search(file.lines[i], mark)) continue;
        found.push_back(file.path + ": unfinished in line " + std::to_string(i + 1));
    }
    return found;
}

Violations empty_words_in_types(const SourceFile& file) {
    static const std::regex type(R"(\b(?:class|struct|union|enum\s+class|enum|using|concept)\s+(\w+))");
    static const std::regex word("(Manager|Helper|Util|Impl)(s|ity|ities)?(?![a-z])");
    Violations found;
    for (const std::string& line : file.lines) {
        for (auto match = std::sregex_iterator(line.begin(), line.end(), type); match != std::sregex_iterator();
             ++match) {
            const std::string name = (*match)[1];
            if (std::regex_search(name, word)) found.push_back(file.path + ": " + name + " says nothing by its name");
        }
    }
    return found;
}

Violations unguarded_header(const SourceFile& file) {
    const auto& lines = file.lines;
    if (!has_extension(file, ".h") || std::find(lines.begin(), lines.end(), "#pragma once") != lines.end()) return {};
    return {file.path + ": header without #pragma once"};
}

Violations fake_in_product(const SourceFile& file) {
    static const std::regex type(R"(\b(?:class|struct)\s+(Fake|Mock|Stub|Dummy)[A-Z]\w*)");
    if (starts_with(file.path, "tests/")) return {};
    for (const std::string& line : file.lines) {
        if (std::regex_search(line, type)) return {file.path + ": a fake lies with the tests"};
    }
    return {};
}

Violations oddly_named_tests(const SourceFile& file) {
    static const std::regex is_tests("tests/(.+/)?[a-z0-9_]+_tests\\.cpp");
    const bool has_tests = std::any_of(file.lines.begin(), file.lines.end(), [](const std::string& line) {
        return starts_with(line, "TEST_CASE(") || starts_with(line, "TEMPLATE_LIST_TEST_CASE(");
    });
    if (!has_tests || std::regex_match(file.path, is_tests)) return {};
    return {file.path + ": tests lie in a file that ends in _tests.cpp"};
}

Violations oddly_spelt_constants(const SourceFile& file) {
    static const std::regex constant(
        R"(^\s*(?:static |inline )*constexpr (?:const )?[\w:<>, ]+?[ *&]+([a-z]\w*)(?: = |\{|\[).*)");
    static const std::regex ours("k[A-Z].*");
    static const std::set<std::string> read_by_name = {"action",
                                                       "sender",
                                                       "names",
                                                       "least",
                                                       "most",
                                                       "limit",
                                                       "is_tls",
                                                       "days",
                                                       "keys",
                                                       "table",
                                                       "months",
                                                       "enable_multithreading",
                                                       "enable_extensions",
                                                       "connection_read_buffer_size",
                                                       "timeout_socket_post_init"};
    const bool is_held = starts_with(file.path, "gateway/") || starts_with(file.path, "storage/");
    if (!is_held || starts_with(file.path, "gateway/app/")) return {};
    Violations found;
    for (const std::string& line : file.lines) {
        std::smatch match;
        if (!std::regex_match(line, match, constant) || std::regex_match(match[1].str(), ours)) continue;
        if (read_by_name.count(match[1]) == 0)
            found.push_back(file.path + ": " + match[1].str() + " is spelt kLikeThis");
    }
    return found;
}

Violations check(const SourceTree& tree) {
    Violations found = websocketpp_spread(tree);
    for (const SourceFile& file : tree) {
        for (const auto rule :
             {forbidden_folders, forbidden_rooms, forbidden_libraries, too_long, unfinished, empty_words_in_types,
              unguarded_header, fake_in_product, oddly_named_tests, oddly_spelt_constants}) {
            append(found, rule(file));
        }
    }
    return found;
}
