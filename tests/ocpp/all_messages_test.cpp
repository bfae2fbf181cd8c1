#include "ocpp/all_messages.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "ocpp/codec.h"

using namespace ocpp;

/// The specification's own field list, one line per field, is the independent source that the structs are compared with.
namespace {

using FieldSet = std::set<std::string>;  // "path type R|O"

template <class T>
struct Describe;

template <class T, class = void>
struct IsMessage : std::false_type {};
template <class T>
struct IsMessage<T, std::void_t<decltype(T::fields())>> : std::true_type {};

template <class T>
void describe_fields(const std::string& prefix, FieldSet& out);

template <class T>
struct Describe {  // an object of ours
    static void add(const std::string& path, char presence, FieldSet& out) {
        out.insert(path + " object " + presence);
        describe_fields<T>(path + "/", out);
    }
};
template <std::size_t N>
struct Describe<Text<N>> {
    static void add(const std::string& path, char presence, FieldSet& out) {
        const bool unlimited = N == UnlimitedText::limit;
        out.insert(path + (unlimited ? " string" : " string " + std::to_string(N)) + " " + presence);
    }
};
template <int Least>
struct Describe<AtLeast<Least>> {
    static void add(const std::string& path, char presence, FieldSet& out) { out.insert(path + " integer " + presence); }
};
template <>
struct Describe<std::int64_t> {
    static void add(const std::string& path, char presence, FieldSet& out) { out.insert(path + " integer " + presence); }
};
template <>
struct Describe<bool> {
    static void add(const std::string& path, char presence, FieldSet& out) { out.insert(path + " boolean " + presence); }
};
template <>
struct Describe<Tenths> {
    static void add(const std::string& path, char presence, FieldSet& out) { out.insert(path + " decimal " + presence); }
};
template <>
struct Describe<DateTime> {
    static void add(const std::string& path, char presence, FieldSet& out) { out.insert(path + " dateTime " + presence); }
};
template <class Enum>
struct Describe<Token<Enum>> {
    static void add(const std::string& path, char presence, FieldSet& out) { out.insert(path + " enum " + presence); }
};
template <class T>
struct Describe<std::optional<T>> {
    static void add(const std::string& path, char, FieldSet& out) { Describe<T>::add(path, 'O', out); }
};
template <class T>
struct Describe<std::vector<T>> {
    static void add(const std::string& path, char presence, FieldSet& out) {
        out.insert(path + " array " + presence);
        if constexpr (IsMessage<T>::value) describe_fields<T>(path + "[]/", out);
    }
};
template <class T>
struct Describe<NonEmpty<T>> : Describe<std::vector<T>> {};

template <class T>
void describe_fields(const std::string& prefix, FieldSet& out) {
    std::apply(
        [&](const auto&... fields) {
            (Describe<std::decay_t<decltype(std::declval<T>().*fields.member)>>::add(prefix + std::string(fields.name), 'R', out),
             ...);
        },
        T::fields());
}

std::string type_of(const std::string& words) {
    if (words.rfind("enum", 0) == 0) return "enum";
    if (words.rfind("array", 0) == 0) return "array";
    if (words.rfind("decimal", 0) == 0) return "decimal";
    const auto range = words.find("[0..");
    if (range != std::string::npos) return "string " + words.substr(range + 4, words.find(']') - range - 4);
    if (words.rfind("string", 0) == 0) return "string";
    return words;
}

/// "Action req" -> its fields.
std::map<std::string, FieldSet> specified_fields() {
    std::ifstream file(FIELD_LIST);
    std::map<std::string, FieldSet> messages;
    std::string line;
    while (std::getline(file, line)) {
        std::istringstream columns(line);
        std::string action, direction, path, type, presence;
        std::getline(columns, action, '\t');
        std::getline(columns, direction, '\t');
        std::getline(columns, path, '\t');
        std::getline(columns, type, '\t');
        std::getline(columns, presence, '\t');
        FieldSet& fields = messages[action + " " + direction];
        if (!path.empty()) fields.insert(path + " " + type_of(type) + " " + presence);
    }
    return messages;
}



}  // namespace

TEMPLATE_LIST_TEST_CASE("every message has exactly the specification's fields", "", AllMessages) {
    static const auto specified = specified_fields();
    REQUIRE(specified.size() == 78);
    FieldSet request, response;
    describe_fields<typename TestType::Request>("", request);
    describe_fields<typename TestType::Response>("", response);
    CAPTURE(TestType::action);
    CHECK(request == specified.at(std::string(TestType::action) + " req"));
    CHECK(response == specified.at(std::string(TestType::action) + " conf"));
}
