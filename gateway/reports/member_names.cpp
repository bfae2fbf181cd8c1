#include "gateway/reports/member_names.h"

#include "json/ascii.h"

namespace gateway {

std::string camel_case(std::string_view snake) {
    std::string camel;
    bool begins_word = false;
    for (const char c : snake) {
        const bool is_lower = c >= 'a' && c <= 'z';
        if (c != '_') camel += begins_word && is_lower ? static_cast<char>(c - 'a' + 'A') : c;
        begins_word = c == '_';
    }
    return camel;
}

std::string snake_case(std::string_view camel) {
    std::string snake;
    for (const char c : camel) {
        const bool is_upper = c >= 'A' && c <= 'Z';
        if (is_upper && !snake.empty()) snake += '_';
        snake += is_upper ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return snake;
}

void write_in_camel_case(json::Writer& out, json::Value value) {
    if (value.is_object()) {
        out.begin_object();
        for (const auto& member : value.members()) {
            out.key(camel_case(member.key));
            // Keys of the charger's configuration are its own words.
            if (member.key == "keys_to_write") out.raw(member.value.to_json());
            else write_in_camel_case(out, member.value);
        }
        out.end_object();
    } else if (value.is_array()) {
        out.begin_array();
        for (const json::Value element : value.elements()) write_in_camel_case(out, element);
        out.end_array();
    } else {
        out.raw(value.to_json());
    }
}

}  // namespace gateway
