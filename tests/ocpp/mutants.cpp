#include "mutants.h"

#include <set>

namespace ocpp_test {

namespace {

constexpr std::size_t kFarTooLong = 10240;

std::string quoted(const std::string& text) { return "\"" + text + "\""; }
std::string of_length(std::size_t length, const std::string& character = "x") {
    std::string text;
    for (std::size_t i = 0; i < length; ++i) text += character;
    return quoted(text);
}

/// Writes a request from the list, with one value replaced.
class Renderer {
  public:
    Renderer(std::string action, std::string path, std::optional<std::string> value)
        : action_(std::move(action)), path_(std::move(path)), value_(std::move(value)) {}

    std::string object(const std::string& parent) const {
        std::string members;
        for (const ListedField& field : listed_fields()) {
            if (field.action != action_ || !field.is_request || field.shape == Shape::empty) continue;
            if (field.parent() != parent) continue;
            const auto value = field.path == path_ ? value_ : usual(field);
            if (value) members += (members.empty() ? "" : ",") + quoted(field.name()) + ":" + *value;
        }
        if (path_ == parent + "/?") members += (members.empty() ? "" : ",") + *value_;
        return "{" + members + "}";
    }

  private:
    std::optional<std::string> usual(const ListedField& field) const {
        switch (field.shape) {
            case Shape::text:
                return quoted("x");
            case Shape::uri:
                return quoted("ftp://host/");
            case Shape::token:
                return quoted(listed_enumerations().at(field.enumeration).front());
            case Shape::integer:
                return "1";
            case Shape::decimal:
                return "8.1";
            case Shape::date_time:
                return quoted("2026-01-02T03:04:05Z");
            case Shape::boolean:
                return "true";
            case Shape::object:
                return object(field.path);
            case Shape::list:
                return "[" + object(field.path) + "]";
            case Shape::empty:
                return std::nullopt;
        }
        return std::nullopt;
    }

    std::string action_, path_;
    std::optional<std::string> value_;
};

class Maker {
  public:
    void all_of(const ListedField& field) {
        field_ = &field;
        presence();
        switch (field.shape) {
            case Shape::text:
                text();
                break;
            case Shape::token:
                token();
                break;
            case Shape::integer:
                integer();
                break;
            case Shape::date_time:
                date_time();
                break;
            case Shape::list:
                list();
                break;
            default:
                break;
        }
    }

    void unknown_field(const std::string& action, const std::string& parent) {
        ListedField nowhere;
        nowhere.action = action;
        nowhere.path = parent + "/?";
        field_ = &nowhere;
        add(Fault::unknown_field, R"("vendorMood":"fine")");
    }

    std::vector<Mutant> made;

  private:
    void add(Fault fault, const std::optional<std::string>& value) {
        const std::string shown = value ? (value->size() > 60 ? value->substr(0, 60) + "…" : *value) : "(absent)";
        made.push_back({*field_, fault, field_->action + " " + field_->path + " = " + shown,
                        request_with(field_->action, field_->path, value)});
    }
    void each(Fault fault, const std::vector<std::string>& values) {
        for (const auto& value : values) add(fault, value);
    }

    void presence() {
        add(field_->is_required ? Fault::missing : Fault::nothing, std::nullopt);
        add(Fault::null, "null");
    }

    void text() {
        each(Fault::other_scalar, {"5", "8.25", "true", "false"});
        // A text without limit takes whatever there is as its JSON (BI-211).
        each(field_->longest == 0 ? Fault::other_scalar : Fault::wrong_type, {"{}", "[]", R"({"a":1})", R"(["x"])"});
        add(Fault::nothing, quoted(""));
        add(Fault::nul, quoted("a\\u0000b"));
        if (field_->longest == 0) return add(Fault::nothing, of_length(kFarTooLong));
        add(Fault::nothing, of_length(field_->longest));
        add(Fault::nothing, of_length(field_->longest, "\xF0\x9F\x94\x8C"));  // characters count, not bytes
        add(field_->longest < 255 || field_->longest > 1000 ? Fault::too_long : Fault::far_too_long,
            of_length(field_->longest + 1));
        add(field_->longest > 1000 ? Fault::too_long : Fault::far_too_long, of_length(kFarTooLong));
    }

    void token() {
        const auto& names = listed_enumerations().at(field_->enumeration);
        for (const auto& name : names) add(Fault::nothing, quoted(name));
        each(Fault::unknown_name, {quoted("Foo"), quoted(""), quoted(names.front() + "s")});
        std::string lower = names.front();
        for (char& c : lower) c = static_cast<char>(c | 0x20);
        if (lower != names.front()) add(Fault::unknown_name, quoted(lower));
        each(Fault::other_scalar, {"0", "7", "true"});
        each(Fault::wrong_type, {"{}", "[]"});
    }

    void integer() {
        add(field_->least > -1 ? Fault::out_of_bounds : Fault::nothing, "-1");
        add(field_->least > 0 ? Fault::out_of_bounds : Fault::nothing, "0");
        add(Fault::nothing, std::to_string(field_->most));
        add(Fault::out_of_bounds, std::to_string(field_->most + 1));
        add(field_->most < 2147483648 ? Fault::out_of_bounds : Fault::nothing, "2147483648");
        each(Fault::beyond_64_bits, {"9223372036854775808", "1e300", "-1e300"});
        each(Fault::plain_fraction, {"1.0", "1e0"});
        each(Fault::fraction, {"1.5"});
        each(Fault::other_scalar, {R"("1")", R"(" 17 ")"});
        each(Fault::wrong_type, {R"("")", R"("one")", "{}", "[]", "true"});
    }

    void date_time() {
        each(Fault::nothing,
             {quoted("2026-01-02T03:04:05.123456789012Z"), quoted("2026-06-30T23:59:60Z"),
              quoted("2026-01-02T03:04:05+14:00"), quoted("2026-01-02T03:04:05-12:00"), quoted("0001-01-01T00:00:00Z"),
              quoted("1970-01-01T00:00:00Z"), quoted("2106-02-07T06:28:16Z"), quoted("9999-12-31T23:59:59Z")});
        each(Fault::odd_time,
             {quoted("2024-04-26T14:35:02+02"), quoted("2023-10-20T09:00:00"), quoted("2026-01-02 03:04:05Z"),
              quoted("2026-01-02t03:04:05z"), quoted("2026-01-02T03:04:05+0200"), quoted(" 2026-01-02T03:04:05Z ")});
        each(Fault::no_time,
             {quoted("2026-02-30T00:00:00Z"), quoted("2026-13-01T00:00:00Z"), quoted("2026-01-01T25:00:00Z"),
              quoted("2026-01-01T00:00:61Z"), quoted("2026-01-02T03:04:05+25:00"), quoted("-0001-01-01T00:00:00Z"),
              quoted("10000-01-01T00:00:00Z"), quoted("222222017-10-27T19:10:11Z"), quoted("1000000"), quoted(""),
              quoted("null"), quoted("0"), of_length(kFarTooLong, "9")});
        each(Fault::wrong_type, {"0", "1767323045", "true", "{}", "[]"});
    }

    void list() {
        add(field_->needs_an_element ? Fault::too_few : Fault::nothing, "[]");
        each(Fault::wrong_type, {"5", R"("x")", "true", "[5]", "[null]", "[[]]"});
    }

    const ListedField* field_ = nullptr;
};

}  // namespace

std::string request_with(const std::string& action, const std::string& path, const std::optional<std::string>& value) {
    return Renderer(action, path, value).object("");
}

std::vector<Mutant> mutants() {
    Maker maker;
    std::set<std::pair<std::string, std::string>> objects;
    for (const auto& action : actions_of_chargers()) objects.insert({action, ""});
    for (const ListedField& field : listed_fields()) {
        if (!field.is_request || actions_of_chargers().count(field.action) == 0) continue;
        if (field.shape == Shape::list || field.shape == Shape::object) objects.insert({field.action, field.path});
        if (field.shape != Shape::empty) maker.all_of(field);
    }
    for (const auto& [action, parent] : objects) maker.unknown_field(action, parent);
    return maker.made;
}

}  // namespace ocpp_test
