#include "gateway/admin/support_text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <sstream>
#include <string_view>

#include "gateway/inspection/secrets.h"
#include "json/ascii.h"

namespace gateway {

namespace {

constexpr std::size_t kShownOfTag = 4;
constexpr std::array kSecretWords = {"password", "secret", "token", "pepper"};

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

void mask_tags(std::string& text, const std::string& member) {
    behind_each(text, "\"" + member + "\":\"", [&](std::size_t begin) {
        const auto end = std::min(text.find('"', begin), text.size());
        const auto hidden = end - begin > 2 * kShownOfTag ? end - begin - kShownOfTag : end - begin;
        text.replace(begin, hidden, kMask);
        return begin + kMask.size();
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

std::string masked_for_support(const std::string& text) {
    std::string masked;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line); masked += line + "\n") {
        mask_assignment(line);
        for (const char* prefix : {"sk_live_", "sk_test_", "whsec_"}) mask_words(line, prefix);
        for (const char* scheme : {"http://", "https://", "ftp://", "ftps://", "sftp://"}) mask_urls(line, scheme);
        for (const char* member : {"idTag", "parentIdTag"}) mask_tags(line, member);
    }
    return masked;
}

}  // namespace gateway
