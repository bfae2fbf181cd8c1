#include "field_list.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

namespace ocpp_test {

namespace {

constexpr std::int64_t kMostInteger = 2147483647;
constexpr std::int64_t kMostWattHours = 9007199254740992;

std::vector<std::string> columns_of(const std::string& line) {
    std::vector<std::string> columns;
    std::istringstream in(line);
    for (std::string column; std::getline(in, column, '\t');) columns.push_back(column);
    return columns;
}

bool starts_with(const std::string& text, const std::string& beginning) { return text.rfind(beginning, 0) == 0; }

void read_type(const std::string& words, ListedField& field) {
    const auto range = words.find("[0..");
    if (range != std::string::npos) field.longest = std::stoul(words.substr(range + 4));
    if (starts_with(words, "enum ")) {
        field.shape = Shape::token;
        field.enumeration = words.substr(5);
    } else if (starts_with(words, "array of ")) {
        field.shape = Shape::list;
        field.is_list_of_texts = words.find("string") != std::string::npos;
    } else if (words == "anyURI") {
        field.shape = Shape::uri;
        field.longest = 2000;  // ours: the schemas give none (messages catalogue, 5.9)
    } else {
        static const std::map<std::string, Shape> kShapes = {
            {"integer", Shape::integer}, {"dateTime", Shape::date_time},
            {"boolean", Shape::boolean}, {"object", Shape::object},
            {"(empty)", Shape::empty},   {"decimal, max 1 fraction digit", Shape::decimal}};
        const auto found = kShapes.find(words);
        const bool is_text = range != std::string::npos || starts_with(words, "string");
        INFO("type: " << words);
        REQUIRE((is_text || found != kShapes.end()));
        field.shape = is_text ? Shape::text : found->second;
    }
}

void read_rule(const std::string& rule, ListedField& field) {
    if (field.shape != Shape::integer) {
        INFO("rule: " << rule);
        REQUIRE((rule.empty() || (field.shape == Shape::list && rule == "1..* items")));
        field.needs_an_element = !rule.empty();
        return;
    }
    // Without a rule our own bounds count: ids and seconds 31 bits, registers 53 (messages catalogue, 5.9).
    const bool is_register = field.path == "meterStart" || field.path == "meterStop";
    field.most = is_register ? kMostWattHours : kMostInteger;
    field.least = is_register ? -kMostWattHours : -kMostInteger - 1;
    if (rule.empty()) return;
    // "not 0, not -1" is the list version, of which we only ever send positive ones.
    static const std::map<std::string, std::int64_t> kLeast = {
        {">=0", 0}, {">0", 1}, {"not 0, not -1", 1}, {"1..3 (ours)", 1}};
    INFO("rule: " << rule);
    REQUIRE(kLeast.count(rule) == 1);
    field.least = kLeast.at(rule);
    if (rule == "1..3 (ours)") field.most = 3;
}

ListedField read_line(const std::string& line) {
    auto columns = columns_of(line);
    columns.resize(6);
    ListedField field;
    field.action = columns[0];
    field.is_request = columns[1] == "req";
    field.path = columns[2];
    field.is_required = columns[4] == "R";
    read_type(columns[3], field);
    read_rule(columns[5], field);
    return field;
}

}  // namespace

std::string ListedField::name() const {
    const auto slash = path.rfind('/');
    return slash == std::string::npos ? path : path.substr(slash + 1);
}

std::string ListedField::parent() const {
    const auto slash = path.rfind('/');
    if (slash == std::string::npos) return {};
    const bool in_list = path.compare(slash - 2, 2, "[]") == 0;
    return path.substr(0, in_list ? slash - 2 : slash);
}

const std::vector<ListedField>& listed_fields() {
    static const std::vector<ListedField> fields = [] {
        std::vector<ListedField> read;
        std::ifstream file(FIELD_LIST);
        for (std::string line; std::getline(file, line);) read.push_back(read_line(line));
        return read;
    }();
    return fields;
}

const std::map<std::string, std::vector<std::string>>& listed_enumerations() {
    static const std::map<std::string, std::vector<std::string>> enumerations = [] {
        std::map<std::string, std::vector<std::string>> read;
        std::ifstream file(ENUMERATION_LIST);
        for (std::string line; std::getline(file, line);) {
            const auto columns = columns_of(line);
            std::istringstream values(columns.at(1));
            for (std::string value; values >> value;) read[columns[0]].push_back(value);
        }
        return read;
    }();
    return enumerations;
}

const std::set<std::string>& actions_of_chargers() {
    static const std::set<std::string> actions = {"Authorize",
                                                  "BootNotification",
                                                  "DataTransfer",
                                                  "Heartbeat",
                                                  "MeterValues",
                                                  "StartTransaction",
                                                  "StatusNotification",
                                                  "StopTransaction",
                                                  "DiagnosticsStatusNotification",
                                                  "FirmwareStatusNotification",
                                                  "LogStatusNotification",
                                                  "SecurityEventNotification",
                                                  "SignCertificate",
                                                  "SignedFirmwareStatusNotification"};
    return actions;
}

}  // namespace ocpp_test
