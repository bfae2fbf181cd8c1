#include "gateway/admin/support_text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <sstream>
#include <string_view>

#include "gateway/inspection/secrets.h"
#include "json/ascii.h"

namespace gateway {

namespace {

constexpr std::size_t kShownOfTag = 4;
constexpr std::array kSecretWords = {"password", "secret", "token", "pepper"};
constexpr std::array kTagWords = {"idtag", "tagid", "plugandcharge", "rfid", "freevend"};

/// Calls `mask(begin)` behind each `mark`; it changes the text from there on and tells where to go on.
template <class Mask>
void behind_each(std::string& text, const std::string& mark, Mask mask) {
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at)) at = mask(at + mark.size());
}

std::size_t end_of_word(const std::string& text, std::size_t from) {
    const auto is_in_it = [](unsigned char c) {
        return std::isalnum(c) != 0 || std::string_view("+/=_-").find(static_cast<char>(c)) != std::string_view::npos;
    };
    while (from < text.size() && is_in_it(static_cast<unsigned char>(text[from]))) ++from;
    return from;
}

void mask_words(std::string& text, const std::string& prefix) {
    behind_each(text, prefix, [&](std::size_t begin) {
        text.replace(begin, end_of_word(text, begin) - begin, kMask);
        return begin + kMask.size();
    });
}

/// The host alone tells where something goes.
void mask_urls(std::string& text, const std::string& scheme) {
    behind_each(text, scheme, [&](std::size_t begin) {
        auto end = std::min(text.find_first_of(" \t\n\"'<>", begin), text.size());
        const auto path = std::min(text.find_first_of("/?#", begin), end);
        if (path + 1 < end) {
            text.replace(path, end - path, "/" + std::string(kMask));
            end = path + 1 + kMask.size();
        }
        const auto host = text.rfind('@', path);
        if (host == std::string::npos || host < begin || host > path) return end;
        text.replace(begin, host - begin, kMask);
        return end - (host - begin) + kMask.size();
    });
}

/// What tells one tag from another at a site stays.
void mask_tag(std::string& text, std::size_t begin, std::size_t end) {
    const auto hidden = end - begin > 2 * kShownOfTag ? end - begin - kShownOfTag : end - begin;
    if (hidden > 0) text.replace(begin, hidden, kMask);
}

/// A text of JSON, which may itself stand in a text of JSON: then its quotes are escaped.
struct Quoted {
    std::size_t begin, end;
};

std::size_t backslashes_before(const std::string& text, std::size_t at) {
    std::size_t count = 0;
    while (count < at && text[at - count - 1] == '\\') ++count;
    return count;
}

/// The text that begins with the next quote, if nothing but blanks, a colon and backslashes stands before it.
std::optional<Quoted> quoted_behind(const std::string& text, std::size_t from) {
    const auto quote = text.find_first_not_of(" \t:\\", from);
    if (quote == std::string::npos || text[quote] != '"') return std::nullopt;
    const std::size_t depth = backslashes_before(text, quote);
    for (auto at = text.find('"', quote + 1); at != std::string::npos; at = text.find('"', at + 1)) {
        if (backslashes_before(text, at) == depth) return Quoted{quote + 1, at - depth};
    }
    return Quoted{quote + 1, text.size()};
}

/// Where the member's name ends, with its quote; npos: there is none from there on.
std::size_t behind_name(const std::string& text, const std::string& name, std::size_t from) {
    for (auto at = text.find(name, from); at != std::string::npos; at = text.find(name, at + 1)) {
        const auto end = text.find_first_not_of('\\', at + name.size());
        if (at > 0 && text[at - 1] == '"' && end != std::string::npos && text[end] == '"') return end + 1;
    }
    return std::string::npos;
}

void mask_tags(std::string& text, const std::string& member) {
    for (auto at = behind_name(text, member, 0); at != std::string::npos; at = behind_name(text, member, at)) {
        const auto tag = quoted_behind(text, at);
        if (tag) mask_tag(text, tag->begin, tag->end);
    }
}

/// Keys of a charger's configuration that hold a tag for remote starts are those that the traits name, or such as
/// these.
bool holds_tag(const std::string& key, const std::vector<std::string>& tag_keys) {
    const std::string folded = json::lower_case(key);
    return std::any_of(kTagWords.begin(), kTagWords.end(),
                       [&](const char* word) { return folded.find(word) != std::string::npos; }) ||
           std::any_of(tag_keys.begin(), tag_keys.end(),
                       [&](const std::string& name) { return json::lower_case(name) == folded; });
}

/// {"key": NAME, "value": TEXT}, in whatever order.
void mask_tag_keys(std::string& text, const std::vector<std::string>& tag_keys) {
    for (auto at = behind_name(text, "key", 0); at != std::string::npos; at = behind_name(text, "key", at)) {
        const auto key = quoted_behind(text, at);
        if (!key || !holds_tag(text.substr(key->begin, key->end - key->begin), tag_keys)) continue;
        const auto value = behind_name(text, "value", text.rfind('{', at));
        const auto tag = value <= text.find('}', at) ? quoted_behind(text, value) : std::nullopt;
        if (tag) mask_tag(text, tag->begin, tag->end);
    }
}

/// .../tags/TAG, as a path of REST is written.
void mask_tag_paths(std::string& text) {
    behind_each(text, "/tags/", [&](std::size_t begin) {
        auto end = std::min(text.find_first_of(" \t\"'\\?", begin), text.size());
        if (end > begin && text[end - 1] == ':') --end;
        mask_tag(text, begin, end);
        return begin;
    });
}

/// Who changed a tag, as the log has it: `tag TAG` and then what it was.
void mask_audited_tags(std::string& line) {
    if (line.find("\"audit\"") == std::string::npos) return;
    behind_each(line, " tag ", [&](std::size_t begin) {
        mask_tag(line, begin, std::min({line.find(" {", begin), line.find('"', begin), line.size()}));
        return begin;
    });
}

/// NAME = VALUE of a configuration, where the name says that the value is nobody's business.
void mask_assignment(std::string& line) {
    const auto equals = line.find('=');
    if (equals == std::string::npos) return;
    const auto name = json::lower_case(line.substr(0, equals));
    const bool is_name = name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-. \t") == std::string::npos;
    const bool is_secret = std::any_of(kSecretWords.begin(), kSecretWords.end(),
                                       [&](const char* word) { return name.find(word) != std::string::npos; });
    if (is_name && is_secret) line = line.substr(0, equals + 1) + " " + std::string(kMask);
}

}  // namespace

std::vector<std::string> tag_keys_in(const std::string& text) {
    std::vector<std::string> names;
    for (auto at = behind_name(text, "id_tag_key", 0); at != std::string::npos;
         at = behind_name(text, "id_tag_key", at)) {
        const auto name = quoted_behind(text, at);
        if (name) names.push_back(text.substr(name->begin, name->end - name->begin));
    }
    return names;
}

std::string masked_for_support(const std::string& text, const std::vector<std::string>& tag_keys) {
    std::string masked;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line); masked += line + "\n") {
        mask_assignment(line);
        for (const char* prefix : {"sk_live_", "sk_test_", "whsec_"}) mask_words(line, prefix);
        for (const char* scheme : {"http://", "https://", "ftp://", "ftps://", "sftp://"}) mask_urls(line, scheme);
        for (const char* member : {"idTag", "parentIdTag", "id_tag", "parent_id_tag"}) mask_tags(line, member);
        mask_tag_keys(line, tag_keys);
        mask_tag_paths(line);
        mask_audited_tags(line);
    }
    return masked;
}

}  // namespace gateway
