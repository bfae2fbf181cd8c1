#include "ocpp/all_messages.h"

#include <catch2/catch.hpp>
#include <set>

#include "field_list.h"
#include "ocpp/codec.h"

/// The structs against the specification's own list of fields, both ways.
using namespace ocpp;
using ocpp_test::ListedField;
using ocpp_test::Shape;

namespace {

using Lines = std::set<std::string>;  // "Action req path: rule"

template <class Enum>
std::string names_of() {
    std::set<std::string_view> names;
    for (const auto& [value, name] : WireNames<Enum>::names) names.insert(name);
    std::string joined = "one of";
    for (const auto name : names) joined.append(" ").append(name);
    return joined;
}

template <class T, class = void>
struct IsObject : std::false_type {};
template <class T>
struct IsObject<T, std::void_t<decltype(T::fields())>> : std::true_type {};

template <class T>
struct Describe {
    static std::string rule() { return "object"; }
};
template <std::size_t N>
struct Describe<Text<N>> {
    static std::string rule() { return N == UnlimitedText::limit ? "text" : "text of " + std::to_string(N); }
};
template <>
struct Describe<Uri> {
    static std::string rule() { return "URI of " + std::to_string(Uri::limit); }
};
template <std::int64_t Least, std::int64_t Most>
struct Describe<Between<Least, Most>> {
    static std::string rule() { return "integer " + std::to_string(Least) + ".." + std::to_string(Most); }
};
template <>
struct Describe<std::int64_t> : Describe<Between<kLeastInteger, kMostInteger>> {};
template <>
struct Describe<bool> {
    static std::string rule() { return "boolean"; }
};
template <>
struct Describe<Tenths> {
    static std::string rule() { return "decimal"; }
};
template <>
struct Describe<DateTime> {
    static std::string rule() { return "dateTime"; }
};
template <class Enum>
struct Describe<Token<Enum>> {
    static std::string rule() { return names_of<Enum>(); }
};
template <class T>
struct Describe<std::vector<T>> {
    static std::string rule() { return "list of " + Describe<T>::rule(); }
};
template <class T>
struct Describe<NonEmpty<T>> {
    static std::string rule() { return "list of 1 or more " + Describe<T>::rule(); }
};

template <class T>
void add_fields(const std::string& prefix, Lines& out);

template <class T>
struct Add {
    static void field(const std::string& path, const char* presence, Lines& out) {
        out.insert(path + ": " + presence + Describe<T>::rule());
        inner(path, out);
    }
    static void inner(const std::string& path, Lines& out) {
        if constexpr (IsObject<T>::value) add_fields<T>(path + "/", out);
    }
};
template <class T>
struct Add<std::optional<T>> {
    static void field(const std::string& path, const char*, Lines& out) { Add<T>::field(path, "optional ", out); }
};
template <class T>
struct AddList {
    static void field(const std::string& path, const char* presence, Lines& out) {
        out.insert(path + ": " + presence + Describe<T>::rule());
        Add<typename T::value_type>::inner(path + "[]", out);
    }
};
template <class T>
struct Add<std::vector<T>> : AddList<std::vector<T>> {};
template <class T>
struct Add<NonEmpty<T>> : AddList<NonEmpty<T>> {};

template <class T>
void add_fields(const std::string& prefix, Lines& out) {
    const auto add = [&](const auto& field) {
        Add<std::decay_t<decltype(std::declval<T>().*field.member)>>::field(prefix + std::string(field.name), "", out);
    };
    if (std::tuple_size_v<decltype(T::fields())> == 0) out.insert(prefix + ": empty");
    std::apply([&](const auto&... fields) { (add(fields), ...); }, T::fields());
}

template <class Message>
Lines lines_of_message() {
    Lines lines;
    const std::string action(Message::action);
    add_fields<typename Message::Request>(action + " req ", lines);
    add_fields<typename Message::Response>(action + " conf ", lines);
    return lines;
}

std::string enumeration_rule(const std::string& name) {
    const auto& values = ocpp_test::listed_enumerations().at(name);
    std::string joined = "one of";
    for (const auto& value : std::set<std::string>(values.begin(), values.end())) joined.append(" ").append(value);
    return joined;
}

std::string rule_of(const ListedField& field) {
    switch (field.shape) {
        case Shape::text:
            return field.longest == 0 ? "text" : "text of " + std::to_string(field.longest);
        case Shape::uri:
            return "URI of " + std::to_string(field.longest);
        case Shape::token:
            return enumeration_rule(field.enumeration);
        case Shape::integer:
            return "integer " + std::to_string(field.least) + ".." + std::to_string(field.most);
        case Shape::decimal:
            return "decimal";
        case Shape::date_time:
            return "dateTime";
        case Shape::boolean:
            return "boolean";
        case Shape::object:
            return "object";
        case Shape::list:
            return std::string("list of ") + (field.needs_an_element ? "1 or more " : "") +
                   (field.is_list_of_texts ? "text of " + std::to_string(field.longest) : "object");
        case Shape::empty:
            return "empty";
    }
    return {};
}

Lines listed_lines() {
    Lines lines;
    for (const ListedField& field : ocpp_test::listed_fields()) {
        const bool is_optional = !field.is_required && field.shape != Shape::empty;
        lines.insert(field.action + (field.is_request ? " req " : " conf ") + field.path + ": " +
                     (is_optional ? "optional " : "") + rule_of(field));
    }
    return lines;
}

Lines without(const Lines& all, const Lines& known) {
    Lines rest;
    std::set_difference(all.begin(), all.end(), known.begin(), known.end(), std::inserter(rest, rest.end()));
    return rest;
}

template <class... Messages>
Lines lines_of_all(std::tuple<Messages...>*) {
    Lines lines;
    (lines.merge(lines_of_message<Messages>()), ...);
    return lines;
}

template <class... Messages>
std::map<std::string_view, Sender> senders_of_all(std::tuple<Messages...>*) {
    return {{Messages::action, Messages::sender}...};
}

constexpr AllMessages* kAll = nullptr;

}  // namespace

TEST_CASE("every message has exactly the specification's fields, with their types, limits and presence") {
    const Lines ours = lines_of_all(kAll), listed = listed_lines();
    CHECK(without(listed, ours) == Lines{});
    CHECK(without(ours, listed) == Lines{});
    CHECK(listed.size() == 245);
}

TEST_CASE("there are 39 actions, and each is sent by whom the specification says") {
    const auto senders = senders_of_all(kAll);
    CHECK(senders.size() == 39);
    CHECK(std::tuple_size_v<AllMessages> == 39);
    for (const auto& [action, sender] : senders) {
        CAPTURE(action);
        const bool from_charger = ocpp_test::actions_of_chargers().count(std::string(action)) == 1;
        CHECK(sender == (action == "DataTransfer" ? Sender::either
                         : from_charger           ? Sender::charge_point
                                                  : Sender::central_system));
    }
}
