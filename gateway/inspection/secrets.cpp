#include "gateway/inspection/secrets.h"

#include <algorithm>
#include <array>

#include "json/ascii.h"
#include "json/parse.h"
#include "json/writer.h"

namespace gateway {

namespace {

constexpr std::array<std::string_view, 8> kSecretWords = {"authorizationkey", "password", "passwd",       "passphrase",
                                                          "secret",           "apikey",   "presharedkey", "privatekey"};

/// Where the first secret word begins, or npos.
std::size_t secret_word_in(std::string_view text) {
    const std::string folded = json::lower_case(text);
    std::size_t first = std::string::npos;
    for (const auto word : kSecretWords) first = std::min(first, folded.find(word));
    return first;
}

/// "ftp://user:password@host": the password alone, for the operator wants to see the rest.
std::string without_url_passwords(std::string text) {
    constexpr std::string_view kEndsAuthority = "/?# \"'<>";
    for (auto at = text.find("://"); at != std::string::npos; at = text.find("://", at + 3)) {
        const auto end = std::min(text.find_first_of(kEndsAuthority, at + 3), text.size());
        const auto host = text.rfind('@', end);
        if (host == std::string::npos || host < at + 3 || host >= end) continue;
        const auto colon = text.find(':', at + 3);
        if (colon < host) text.replace(colon + 1, host - colon - 1, kMask);
    }
    return text;
}

/// {"key": NAME, "value": TEXT}, in ChangeConfiguration and in GetConfiguration's answer.
bool is_about_secret_key(json::Value object) {
    const auto key = object.find("key");
    return key && key->is_string() && is_secret_key(key->text());
}

void write_masked(json::Writer& out, json::Value value) {
    if (value.is_string()) {
        out.string(without_secrets(value.text()));
    } else if (value.is_array()) {
        out.begin_array();
        for (const json::Value element : value.elements()) write_masked(out, element);
        out.end_array();
    } else if (value.is_object()) {
        const bool hides_value = is_about_secret_key(value);
        out.begin_object();
        for (const auto& [key, member] : value.members()) {
            out.key(key);
            if (hides_value && key == "value") out.string(kMask);
            else write_masked(out, member);
        }
        out.end_object();
    } else {
        out.raw(value.to_json());
    }
}

}  // namespace

bool is_secret_key(std::string_view configuration_key) {
    return secret_word_in(configuration_key) != std::string::npos;
}

std::string without_secrets(std::string_view text) {
    const auto word = secret_word_in(text);
    const bool assigns = word != std::string::npos && text.find_first_of(":=,", word) != std::string::npos;
    if (assigns) return std::string(text.substr(0, word)) + std::string(kMask);
    return text.find("://") == std::string::npos ? std::string(text) : without_url_passwords(std::string(text));
}

std::string without_secrets(json::Value value) {
    json::Writer out;
    write_masked(out, value);
    return out.take();
}

std::string frame_without_secrets(const std::string& frame) {
    try {
        const json::Document document = json::parse(frame, json::Reading::tolerant);
        return without_secrets(document.root());
    } catch (const json::ParseError&) {
        const auto word = secret_word_in(frame);
        const std::string readable = word == std::string::npos ? frame : frame.substr(0, word) + std::string(kMask);
        return without_url_passwords(readable);
    }
}

}  // namespace gateway
