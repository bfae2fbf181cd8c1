#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Parsed JSON as a read-only view. A Document owns the text and a flat list of nodes; a Value is a position in it.
namespace json {

/// 2^53: from here on a double no longer tells neighbouring whole numbers apart.
inline constexpr double kLargestExactInteger = 9007199254740992.0;

enum class Kind : std::uint8_t { null, boolean, number, string, array, object };

struct Node {
    std::string_view text;    ///< content of a string, digits of a number, key of a member; of others where they stood
    std::uint32_t next = 0;   ///< index behind this value's subtree
    std::uint32_t count = 0;  ///< elements or members
    Kind kind = Kind::null;
    bool is_true = false;
};

/// One value inside a Document; cheap to copy, valid as long as the Document lives. Reading throws nothing:
/// asking a value for what it is not gives an empty answer.
class Value {
  public:
    Value(const std::vector<Node>& nodes, std::uint32_t index) : nodes_(&nodes), index_(index) {}

    Kind kind() const { return node().kind; }
    bool is_null() const { return kind() == Kind::null; }
    bool is_object() const { return kind() == Kind::object; }
    bool is_array() const { return kind() == Kind::array; }
    bool is_string() const { return kind() == Kind::string; }
    bool is_number() const { return kind() == Kind::number; }
    bool is_boolean() const { return kind() == Kind::boolean; }

    /// Content of a string or the digits of a number as sent; empty for everything else.
    std::string_view text() const { return is_array() || is_object() ? std::string_view() : node().text; }
    bool is_true() const { return node().is_true; }
    /// A number without fraction that fits 64 bits ("5", also "5.0" and "5e0": see `is_plain_integer`).
    std::optional<std::int64_t> integer() const;
    /// Written with digits only: no fraction, no exponent.
    bool is_plain_integer() const;
    /// A finite number.
    std::optional<double> number() const;

    /// Elements of an array or members of an object.
    std::size_t size() const { return node().count; }

    class Iterator {
      public:
        Iterator(const std::vector<Node>& nodes, std::uint32_t index) : nodes_(&nodes), index_(index) {}
        Value operator*() const { return Value(*nodes_, index_); }
        Iterator& operator++() {
            index_ = (*nodes_)[index_].next;
            return *this;
        }
        bool operator!=(const Iterator& other) const { return index_ != other.index_; }

      private:
        const std::vector<Node>* nodes_;
        std::uint32_t index_;
    };
    struct Elements {
        Iterator first, last;
        Iterator begin() const { return first; }
        Iterator end() const { return last; }
    };
    /// For arrays; empty for everything else.
    Elements elements() const;

    struct Member;
    class MemberIterator {
      public:
        MemberIterator(const std::vector<Node>& nodes, std::uint32_t index) : nodes_(&nodes), index_(index) {}
        Member operator*() const;
        MemberIterator& operator++() {
            index_ = (*nodes_)[index_ + 1].next;
            return *this;
        }
        bool operator!=(const MemberIterator& other) const { return index_ != other.index_; }

      private:
        const std::vector<Node>* nodes_;
        std::uint32_t index_;
    };
    struct Members {
        MemberIterator first, last;
        MemberIterator begin() const { return first; }
        MemberIterator end() const { return last; }
    };
    /// For objects, in the order sent; empty for everything else.
    Members members() const;
    /// The member of that exact name. Linear: iterate once where several are wanted.
    std::optional<Value> find(std::string_view key) const;

    /// The value written again as compact JSON.
    std::string to_json() const;

  private:
    friend class Document;
    const Node& node() const { return (*nodes_)[index_]; }
    const std::vector<Node>* nodes_;
    std::uint32_t index_;
};

struct Value::Member {
    std::string_view key;
    Value value;
};

inline Value::Member Value::MemberIterator::operator*() const {
    return {(*nodes_)[index_].text, Value(*nodes_, index_ + 1)};
}

/// Owns the bytes and nodes of one parsed text. Movable; Values of it stay valid over a move.
class Document {
  public:
    Value root() const { return Value(*nodes_, 0); }
    /// True when raw control characters inside the text were replaced by blanks (tolerant reading only).
    bool had_control_characters() const { return had_control_characters_; }
    /// The bytes of an array or object of this document in a copy of what was parsed; its own are used up.
    std::string_view bytes_of(const Value& container, std::string_view parsed) const {
        const std::string_view place = container.node().text;
        return parsed.substr(static_cast<std::size_t>(place.data() - text_->data()), place.size());
    }

  private:
    friend class Parser;
    std::unique_ptr<std::string> text_;
    std::unique_ptr<std::vector<Node>> nodes_;
    bool had_control_characters_ = false;
};

}  // namespace json
