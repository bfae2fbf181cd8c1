#pragma once

#include <array>
#include <string>

#include "json/value.h"
#include "json/writer.h"
#include "ocpp/call_error.h"
#include "ocpp/field.h"
#include "ocpp/quirks.h"
#include "ocpp/types.h"

/// Reads and writes messages by their `fields()` lists.
///   auto request = ocpp::read<BootNotification::Request>(payload, Strictness::lenient, quirks);
///   std::string payload = ocpp::write(response);
/// Reading throws CallError with the code of catalogue section 1.9 and the path of the field.
namespace ocpp {

/// Where in a message a value stands; text is made only when something is wrong.
struct FieldPath {
    const FieldPath* parent = nullptr;
    std::string_view name;
    std::size_t index = 0;
    std::string text() const;
};

class Reader {
  public:
    Reader(Strictness strictness, QuirkCounters& quirks) : strictness_(strictness), quirks_(quirks) {}

    template <class Message>
    Message message(std::optional<json::Value> payload) {
        Message result;
        // OCPP-J 4.2.1: null stands for an empty payload.
        if (payload && !payload->is_null()) {
            if (!payload->is_object()) throw CallError(ErrorCode::FormationViolation, "the payload is not an object");
            object(*payload, result, FieldPath{});
        } else {
            check_missing(result, std::array<bool, field_count<Message>()>{}, FieldPath{});
        }
        return result;
    }

  private:
    template <class T>
    static constexpr std::size_t field_count() {
        return std::tuple_size_v<decltype(T::fields())>;
    }

    bool lenient() const { return strictness_ == Strictness::lenient; }

    template <class T>
    void object(json::Value value, T& result, const FieldPath& path) {
        if (!value.is_object()) refuse_type(path, "an object");
        std::array<bool, field_count<T>()> seen{};
        for (const auto& [key, member] : value.members()) {
            if (!read_member(key, member, result, seen, path)) unknown_field(path, key);
        }
        check_missing(result, seen, path);
    }

    template <class T, std::size_t N>
    bool read_member(std::string_view key, json::Value member, T& result, std::array<bool, N>& seen,
                     const FieldPath& path) {
        static constexpr auto kFields = T::fields();
        return std::apply(
            [&](const auto&... fields) {
                [[maybe_unused]] std::size_t i = 0;
                return (
                    (fields.name == key ? (seen[i] = read_field(fields, member, result, path), true) : (++i, false)) ||
                    ...);
            },
            kFields);
    }

    /// Whether the field counts as present.
    template <class T, class Type>
    bool read_field(const Field<T, Type>& field, json::Value member, T& result, const FieldPath& parent) {
        const FieldPath path{&parent, field.name};
        if (!lenient() || !(field.tolerated_missing || is_optional<Type>::value)) {
            value(member, result.*field.member, path);
            return true;
        }
        try {
            value(member, result.*field.member, path);
            return true;
        } catch (const CallError&) {
            quirks_.raise(Quirk::unusable_value);
            result.*field.member = Type{};
            return true;
        }
    }

    template <class T, std::size_t N>
    void check_missing(T&, const std::array<bool, N>& seen, const FieldPath& path) {
        std::apply(
            [&](const auto&... fields) {
                [[maybe_unused]] std::size_t i = 0;
                (check_one_missing(fields, seen[i++], path), ...);
            },
            T::fields());
    }

    template <class T, class Type>
    void check_one_missing(const Field<T, Type>& field, bool seen, const FieldPath& parent) {
        if (seen || is_optional<Type>::value) return;
        if (lenient() && field.tolerated_missing) return quirks_.raise(Quirk::missing_field);
        const FieldPath path{&parent, field.name};
        throw CallError(ErrorCode::OccurenceConstraintViolation, path.text() + " is missing");
    }

    template <class T>
    struct is_optional : std::false_type {};
    template <class T>
    struct is_optional<std::optional<T>> : std::true_type {};

    template <class T>
    void value(json::Value in, std::optional<T>& out, const FieldPath& path) {
        if (in.is_null()) return absent(path);
        value(in, out.emplace(), path);
    }
    template <std::size_t Limit>
    void value(json::Value in, Text<Limit>& out, const FieldPath& path) {
        out.value = text(in, Limit, path);
    }
    /// What nobody depends on is cut rather than lost (BI-206).
    template <std::size_t Limit>
    void value(json::Value in, std::optional<Text<Limit>>& out, const FieldPath& path) {
        if (in.is_null()) return absent(path);
        out = Text<Limit>(lenient() ? text_to_cut(in, Limit, path) : text(in, Limit, path));
    }
    void value(json::Value in, Uri& out, const FieldPath& path) { out.value = uri(in, path); }
    template <std::int64_t Least, std::int64_t Most>
    void value(json::Value in, Between<Least, Most>& out, const FieldPath& path) {
        out.value = integer(in, path);
        check_bounds(out.value, Least, Most, path);
    }
    void value(json::Value in, std::int64_t& out, const FieldPath& path) {
        out = integer(in, path);
        check_bounds(out, kLeastInteger, kMostInteger, path);
    }
    void value(json::Value in, bool& out, const FieldPath& path) { out = boolean(in, path); }
    void value(json::Value in, Tenths& out, const FieldPath& path) { out = tenths(in, path); }
    void value(json::Value in, DateTime& out, const FieldPath& path) { out = date_time(in, path); }
    template <class Enum>
    void value(json::Value in, Token<Enum>& out, const FieldPath& path) {
        if (in.is_string()) out.value = enum_from<Enum>(in.text());
        if (out.value) return;
        std::string name = text(in, kLongestKeptText, path);
        out.value = enum_from<Enum>(name);
        if (out.value) return;
        name = unknown_name(std::move(name), path);
        out.value = enum_ignoring_case<Enum>(name);
        if (!out.value) out.unknown_text = std::move(name);
    }
    template <class T>
    void value(json::Value in, std::vector<T>& out, const FieldPath& path) {
        if (in.is_array()) {
            std::size_t index = 0;
            out.reserve(in.size());
            for (const json::Value element : in.elements())
                read_element(element, out, {path.parent, path.name, ++index});
        } else if (lenient() && in.is_object()) {
            quirks_.raise(Quirk::wrong_type);
            read_element(in, out, path);
        } else {
            refuse_type(path, "an array");
        }
    }
    template <class T>
    void value(json::Value in, NonEmpty<T>& out, const FieldPath& path) {
        value(in, static_cast<std::vector<T>&>(out), path);
        if (out.empty()) empty_array(path);
    }
    template <class T, class = decltype(T::fields())>
    void value(json::Value in, T& out, const FieldPath& path) {
        object(in, out, path);
    }

    /// In lenient reading one bad element does not spoil its neighbours.
    template <class T>
    void read_element(json::Value in, std::vector<T>& out, const FieldPath& path) {
        try {
            value(in, out.emplace_back(), path);
        } catch (const CallError&) {
            out.pop_back();
            if (!lenient()) throw;
            quirks_.raise(Quirk::unusable_value);
        }
    }

    void absent(const FieldPath& path);
    std::string text(json::Value in, std::size_t limit, const FieldPath& path);
    std::string text_to_cut(json::Value in, std::size_t limit, const FieldPath& path);
    std::string scalar_text(json::Value in, std::size_t limit, const FieldPath& path);
    std::int64_t integer(json::Value in, const FieldPath& path);
    std::optional<std::int64_t> integer_from_odd_type(json::Value in);
    void check_bounds(std::int64_t number, std::int64_t least, std::int64_t most, const FieldPath& path);
    std::string uri(json::Value in, const FieldPath& path);
    bool boolean(json::Value in, const FieldPath& path);
    Tenths tenths(json::Value in, const FieldPath& path);
    DateTime date_time(json::Value in, const FieldPath& path);
    std::string unknown_name(std::string name, const FieldPath& path);
    void unknown_field(const FieldPath& path, std::string_view key);
    void empty_array(const FieldPath& path);
    [[noreturn]] void refuse_type(const FieldPath& path, std::string_view expected);
    [[noreturn]] void refuse_value(const FieldPath& path, const std::string& reason);

    Strictness strictness_;
    QuirkCounters& quirks_;
};

template <class Message>
Message read(std::optional<json::Value> payload, Strictness strictness, QuirkCounters& quirks) {
    return Reader(strictness, quirks).template message<Message>(payload);
}

// Writing. One mode: exactly what the specification allows, no nulls, absent optionals left out.

template <std::size_t Limit>
void write_value(json::Writer& out, const Text<Limit>& text) {
    out.string(text.value);
}
inline void write_value(json::Writer& out, const Uri& uri) { out.string(uri.value); }
template <std::int64_t Least, std::int64_t Most>
void write_value(json::Writer& out, const Between<Least, Most>& number) {
    out.integer(number.value);
}
inline void write_value(json::Writer& out, std::int64_t number) { out.integer(number); }
inline void write_value(json::Writer& out, bool flag) { out.boolean(flag); }
inline void write_value(json::Writer& out, const Tenths& decimal) { out.raw(to_text(decimal)); }
inline void write_value(json::Writer& out, const DateTime& date) {
    out.string(date.time ? to_text(*date.time) : date.text);
}
template <class Enum>
void write_value(json::Writer& out, const Token<Enum>& token) {
    out.string(token.text());
}
template <class T, class = decltype(T::fields())>
void write_value(json::Writer& out, const T& object);
template <class T>
void write_value(json::Writer& out, const std::vector<T>& elements) {
    out.begin_array();
    for (const T& element : elements) write_value(out, element);
    out.end_array();
}

template <class T>
void write_member(json::Writer& out, std::string_view name, const std::optional<T>& value) {
    if (!value) return;
    out.key(name);
    write_value(out, *value);
}
template <class T>
void write_member(json::Writer& out, std::string_view name, const T& value) {
    out.key(name);
    write_value(out, value);
}

template <class T, class>
void write_value(json::Writer& out, const T& object) {
    out.begin_object();
    std::apply([&](const auto&... fields) { (write_member(out, fields.name, object.*fields.member), ...); },
               T::fields());
    out.end_object();
}

template <class Message>
std::string write(const Message& message) {
    json::Writer out;
    write_value(out, message);
    return out.take();
}

}  // namespace ocpp
