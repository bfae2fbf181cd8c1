#include "tests/end_to_end/json_shape.h"

#include "json/parse.h"

namespace end_to_end {

namespace {

const char* name_of(json::Kind kind) {
    switch (kind) {
        case json::Kind::null:
            return "null";
        case json::Kind::boolean:
            return "boolean";
        case json::Kind::number:
            return "number";
        case json::Kind::string:
            return "string";
        case json::Kind::array:
            return "array";
        case json::Kind::object:
            return "object";
    }
    return "";
}

void collect(json::Value value, const std::string& path, Shape& shape) {
    shape.insert(path + " " + name_of(value.kind()));
    for (const auto& [key, member] : value.members())
        collect(member, path + (path.empty() ? "" : ".") + std::string(key), shape);
    for (const json::Value element : value.elements()) collect(element, path + "[]", shape);
}

}  // namespace

Shape shape_of(json::Value value) {
    Shape shape;
    collect(value, "", shape);
    return shape;
}

Shape shape_of(const std::string& json) { return shape_of(json::parse(json).root()); }

Shape without(Shape shape, const std::string& path) {
    Shape rest;
    for (const std::string& line : shape) {
        const char next =
            line.compare(0, path.size(), path) == 0 && line.size() > path.size() ? line[path.size()] : '\0';
        if (next != ' ' && next != '.' && next != '[') rest.insert(line);
    }
    return rest;
}

}  // namespace end_to_end
