#include "ocpp/charger_kinds.h"

#include <algorithm>
#include <set>

#include "json/ascii.h"
#include "json/parse.h"

namespace ocpp {

extern const char* const kBuiltInChargerKinds;  // written by embed_text.cmake from charger_kinds.json

namespace {

/// Steps back to the last `*` only, so the time is bounded by the product of the lengths.
bool fits(std::string_view pattern, std::string_view text) {
    std::size_t at = 0, star = std::string_view::npos, after_star = 0;
    for (std::size_t i = 0; i < text.size();) {
        if (at < pattern.size() && pattern[at] == '*') {
            star = at++;
            after_star = i;
        } else if (at < pattern.size() && json::lower_case(pattern[at]) == json::lower_case(text[i])) {
            ++at;
            ++i;
        } else if (star != std::string_view::npos) {
            at = star + 1;
            i = ++after_star;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', at) == std::string_view::npos;
}

bool fits_or_is_empty(std::string_view pattern, std::string_view text) {
    return pattern.empty() || fits(pattern, text);
}

bool is_name(std::string_view text) {
    const auto is_allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
    const bool framed = !text.empty() && text.front() != '-' && text.back() != '-';
    return framed && text.size() <= ChargerKinds::kLongestName && std::all_of(text.begin(), text.end(), is_allowed);
}

/// Reads one row; `where` leads every complaint.
class RowReader {
  public:
    explicit RowReader(std::string where) : where_(std::move(where)) {}

    ChargerKind read(const json::Value& row) {
        if (!row.is_object()) wrong("must be an object");
        read_name(row);
        for (const auto& [member, value] : row.members()) read_member(member, value);
        if (kind_.title.empty()) wrong("needs a title");
        if (kind_.note.empty()) wrong("needs a note");
        if (kind_.sources.empty()) wrong("needs sources, at least one");
        return std::move(kind_);
    }

  private:
    [[noreturn]] void wrong(const std::string& what) const { throw ChargerKindError(where_ + " " + what); }

    void read_name(const json::Value& row) {
        const auto name = row.find("name");
        if (!name) wrong("needs a name");
        if (!name->is_string() || !is_name(name->text())) {
            wrong("must have a name of lower-case letters, digits and hyphens, at most " +
                  std::to_string(ChargerKinds::kLongestName));
        }
        kind_.name = name->text();
        where_ = "charger kind \"" + kind_.name + "\"";
    }

    void read_member(std::string_view member, const json::Value& value) {
        if (member == "name") return;
        if (member == "title") kind_.title = line(member, value);
        else if (member == "note") kind_.note = line(member, value);
        else if (member == "sources") read_sources(value);
        else if (member == "match") read_patterns(value);
        else if (member == "traits") kind_.traits = object(member, value);
        else if (member == "persona") kind_.persona = object(member, value);
        else wrong("has no member " + std::string(member));
    }

    std::string text(std::string_view member, const json::Value& value) const {
        const std::string name(member);
        if (!value.is_string()) wrong("has a " + name + " that is no text");
        if (value.text().size() > ChargerKinds::kLongestText) wrong("has a " + name + " that is too long");
        const auto is_control = [](char c) { return static_cast<unsigned char>(c) < ' '; };
        if (std::any_of(value.text().begin(), value.text().end(), is_control))
            wrong("has a " + name + " of more than one line");
        return std::string(value.text());
    }

    std::string line(std::string_view member, const json::Value& value) const {
        std::string result = text(member, value);
        if (result.empty()) wrong("has a " + std::string(member) + " that is empty");
        return result;
    }

    std::string object(std::string_view member, const json::Value& value) const {
        if (!value.is_object()) wrong("has " + std::string(member) + " other than an object");
        return value.to_json();
    }

    void read_sources(const json::Value& value) {
        if (!value.is_array()) wrong("has sources that are no list");
        for (const json::Value& source : value.elements()) kind_.sources.push_back(line("source", source));
    }

    void read_patterns(const json::Value& value) {
        if (!value.is_object()) wrong("has a match that is no object");
        for (const auto& [member, pattern] : value.members()) {
            if (member == "vendor") kind_.vendor = text(member, pattern);
            else if (member == "model") kind_.model = text(member, pattern);
            else if (member == "firmware") kind_.firmware = text(member, pattern);
            else wrong("has a match for " + std::string(member) + ", which is none of vendor, model and firmware");
        }
        if (!kind_.has_pattern()) wrong("has a match without vendor, model or firmware");
    }

    std::string where_;
    ChargerKind kind_;
};

json::Value rows_of(const json::Document& document) {
    const auto rows = document.root().find("charger_kinds");
    if (!rows || !rows->is_array() || document.root().size() != 1)
        throw ChargerKindError("must be an object whose only member is the list charger_kinds");
    if (rows->size() > ChargerKinds::kMostKinds)
        throw ChargerKindError("has more than " + std::to_string(ChargerKinds::kMostKinds) + " charger kinds");
    return *rows;
}

std::vector<ChargerKind> read_rows(const json::Document& document) {
    std::vector<ChargerKind> kinds;
    std::set<std::string> names;
    for (const json::Value& row : rows_of(document).elements()) {
        kinds.push_back(RowReader("charger kind " + std::to_string(kinds.size() + 1)).read(row));
        if (!names.insert(kinds.back().name).second)
            throw ChargerKindError("charger kind \"" + kinds.back().name + "\" is there twice");
    }
    return kinds;
}

std::vector<ChargerKind> kinds_in(const std::string& text) {
    try {
        return read_rows(json::parse(text));
    } catch (const json::ParseError& error) {
        throw ChargerKindError(error.what());
    }
}

}  // namespace

const ChargerKinds& ChargerKinds::built_in() {
    static const ChargerKinds kinds = [] {
        ChargerKinds read_once;
        read_once.extend(kBuiltInChargerKinds);
        return read_once;
    }();
    return kinds;
}

void ChargerKinds::extend(const std::string& json_text) {
    std::vector<ChargerKind> result, replacements;
    for (ChargerKind& kind : kinds_in(json_text)) {
        (find(kind.name) ? replacements : result).push_back(std::move(kind));
    }
    result.insert(result.end(), kinds_.begin(), kinds_.end());
    for (ChargerKind& kind : replacements) {
        const auto same_name = [&](const ChargerKind& other) { return other.name == kind.name; };
        *std::find_if(result.begin(), result.end(), same_name) = std::move(kind);
    }
    kinds_ = std::move(result);
}

const ChargerKind* ChargerKinds::find(std::string_view name) const {
    for (const ChargerKind& kind : kinds_) {
        if (kind.name == name) return &kind;
    }
    return nullptr;
}

const ChargerKind* ChargerKinds::match(std::string_view vendor, std::string_view model,
                                       std::string_view firmware) const {
    for (const ChargerKind& kind : kinds_) {
        if (kind.has_pattern() && fits_or_is_empty(kind.vendor, vendor) && fits_or_is_empty(kind.model, model) &&
            fits_or_is_empty(kind.firmware, firmware))
            return &kind;
    }
    return nullptr;
}

}  // namespace ocpp
