#include "json/parse.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace {
struct BrokenInvariant {};
}  // namespace

#define RAPIDJSON_ASSERT(condition)                \
    do {                                           \
        if (!(condition)) throw BrokenInvariant{}; \
    } while (false)
// Strings are skipped sixteen bytes at a time where the processor always can.
#if defined(__SSE2__)
#define RAPIDJSON_SSE2
#elif defined(__ARM_NEON)
#define RAPIDJSON_NEON
#endif
#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

namespace json {

namespace {

/// The encoding is checked here: once for the bytes, and again for strings only where there are escapes.
constexpr unsigned kParseFlags =
    rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseInsituFlag;
constexpr std::size_t kReadAtOnce = 16;

[[noreturn]] void refuse(const std::string& reason) { throw ParseError(reason); }

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// Eight bytes of ASCII at once: is one of them below a blank?
bool has_control(std::uint64_t eight) {
    return ((eight - 0x2020202020202020ull) & ~eight & 0x8080808080808080ull) != 0;
}

/// Where the first control character stands; the size where there is none.
std::size_t first_control(std::string_view text) {
    std::size_t i = 0;
    for (std::uint64_t eight; text.size() - i >= sizeof eight; i += sizeof eight) {
        std::memcpy(&eight, text.data() + i, sizeof eight);
        if (has_control(eight)) break;
    }
    while (i < text.size() && !is_control(text[i])) ++i;
    return i;
}

/// Control characters are no JSON inside strings and only blank space outside, so one blank serves for both.
bool blank_out_controls(std::string& text) {
    bool found_odd_one = false;
    for (std::size_t i = first_control(text); i < text.size(); ++i) {
        char& c = text[i];
        if (!is_control(c)) continue;
        found_odd_one |= !is_blank(c);
        c = ' ';
    }
    return found_odd_one;
}

/// RapidJSON's quick way over strings does not see these.
bool has_control_that_is_skipped(std::string_view text) {
    const auto is_one = [](char c) { return c >= 0x1A && c <= 0x1F; };
    const std::size_t first = first_control(text);
    return std::any_of(text.begin() + static_cast<std::ptrdiff_t>(first), text.end(), is_one);
}

std::size_t utf8_sequence_length(unsigned char lead) {
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead <= 0xDF) return 2;
    if (lead >= 0xE0 && lead <= 0xEF) return 3;
    if (lead >= 0xF0 && lead <= 0xF4) return 4;
    return 0;
}

bool second_byte_fits(unsigned char lead, unsigned char second) {
    switch (lead) {
        case 0xE0:
            return second >= 0xA0;
        case 0xED:
            return second <= 0x9F;
        case 0xF0:
            return second >= 0x90;
        case 0xF4:
            return second <= 0x8F;
        default:
            return true;
    }
}

bool no_two_are_equal(const std::vector<std::string_view>& names) {
    for (std::size_t i = 1; i < names.size(); ++i) {
        for (std::size_t k = 0; k < i; ++k) {
            if (names[i] == names[k]) return false;
        }
    }
    return true;
}

bool is_continuation(unsigned char byte) { return (byte & 0xC0) == 0x80; }

}  // namespace

bool is_utf8(std::string_view bytes) {
    std::size_t i = 0;
    while (i < bytes.size()) {
        std::uint64_t eight;
        if (bytes.size() - i >= sizeof eight) {
            std::memcpy(&eight, bytes.data() + i, sizeof eight);
            if ((eight & 0x8080808080808080ull) == 0) {
                i += sizeof eight;
                continue;
            }
        }
        const auto lead = static_cast<unsigned char>(bytes[i]);
        const std::size_t length = utf8_sequence_length(lead);
        if (length == 0 || bytes.size() - i < length) return false;
        for (std::size_t k = 1; k < length; ++k) {
            if (!is_continuation(static_cast<unsigned char>(bytes[i + k]))) return false;
        }
        if (length > 1 && !second_byte_fits(lead, static_cast<unsigned char>(bytes[i + 1]))) return false;
        i += length;
    }
    return true;
}

/// Takes RapidJSON's events and builds the flat node list, counting everything that has a limit.
class Parser {
  public:
    using Ch = char;
    using SizeType = rapidjson::SizeType;

    Parser(std::string text, Reading reading, const Limits& limits) : limits_(limits) {
        document_.text_ = std::make_unique<std::string>(std::move(text));
        document_.nodes_ = std::make_unique<std::vector<Node>>();
        reading_ = reading;
    }

    Document run() {
        check_bytes();
        nodes().reserve(std::min<std::size_t>(text().size() / 8 + 8, 256));
        open_.reserve(limits_.depth);
        has_escapes_ = text().find('\\') != std::string::npos;
        text().reserve(text().size() | (kReadAtOnce - 1));  // what is read at once ends within the text's own memory
        parse_events();
        return std::move(document_);
    }

    bool Null() { return add(Kind::null, {}); }
    bool Bool(bool value) {
        if (!add(Kind::boolean, {})) return false;
        nodes().back().is_true = value;
        return true;
    }
    bool RawNumber(const char* digits, SizeType length, bool) {
        if (length > limits_.number_characters)
            return stop("a number is longer than its limit", ParseError::Cause::beyond_limit);
        return add(Kind::number, {digits, length});
    }
    bool String(const char* content, SizeType length, bool) {
        return string_is_sound({content, length}) && add(Kind::string, {content, length});
    }
    bool Key(const char* content, SizeType length, bool) {
        if (length > limits_.key_characters)
            return stop("a member's name is longer than its limit", ParseError::Cause::beyond_limit);
        return string_is_sound({content, length}) && add(Kind::string, {content, length});
    }
    bool StartObject() { return open(Kind::object); }
    bool StartArray() { return open(Kind::array); }
    bool EndObject(SizeType members) { return close(members) && names_are_unique(members); }
    bool EndArray(SizeType elements) { return close(elements); }

    // RapidJSON asks for these, but numbers arrive as text only.
    bool Int(int) { return false; }
    bool Uint(unsigned) { return false; }
    bool Int64(std::int64_t) { return false; }
    bool Uint64(std::uint64_t) { return false; }
    bool Double(double) { return false; }

  private:
    std::string& text() { return *document_.text_; }
    std::vector<Node>& nodes() { return *document_.nodes_; }

    void check_bytes() {
        if (text().size() > limits_.bytes)
            throw ParseError("the text is longer than its limit", ParseError::Cause::beyond_limit);
        if (text().find('\0') != std::string::npos) refuse("the text contains a NUL byte");
        if (!is_utf8(text())) refuse("the text is not UTF-8");
        if (reading_ == Reading::tolerant) document_.had_control_characters_ = blank_out_controls(text());
        else if (has_control_that_is_skipped(text())) refuse("the text contains a control character");
    }

    void parse_events() {
        rapidjson::Reader reader;
        rapidjson::InsituStringStream stream(text().data());
        stream_ = &stream;
        try {
            const auto result = reader.Parse<kParseFlags>(stream, *this);
            if (!stop_reason_.empty()) throw ParseError(stop_reason_, stop_cause_);
            if (result.IsError()) {
                refuse(std::string(rapidjson::GetParseError_En(result.Code())) + " (at byte " +
                       std::to_string(result.Offset()) + ")");
            }
        } catch (const BrokenInvariant&) {
            refuse("the text is not JSON");
        }
    }

    bool stop(const char* reason, ParseError::Cause cause = ParseError::Cause::broken) {
        stop_reason_ = reason;
        stop_cause_ = cause;
        return false;
    }

    bool add(Kind kind, std::string_view content) {
        if (nodes().size() >= limits_.values)
            return stop("the text holds more values than its limit", ParseError::Cause::beyond_limit);
        Node node;
        node.kind = kind;
        node.text = content;
        node.next = static_cast<std::uint32_t>(nodes().size()) + 1;
        nodes().push_back(node);
        return true;
    }

    bool open(Kind kind) {
        if (open_.size() >= limits_.depth)
            return stop("the text is nested deeper than its limit", ParseError::Cause::beyond_limit);
        open_.push_back(static_cast<std::uint32_t>(nodes().size()));
        return add(kind, {text().data() + stream_->Tell(), 0});  // of its bracket
    }

    bool close(SizeType count) {
        Node& node = nodes()[open_.back()];
        node.count = count;
        node.text = {node.text.data(), stream_->Tell() + 1 - offset_of(node.text.data())};
        node.next = static_cast<std::uint32_t>(nodes().size());
        closed_ = open_.back();
        open_.pop_back();
        return true;
    }

    std::size_t offset_of(const char* place) { return static_cast<std::size_t>(place - text().data()); }

    bool names_are_unique(SizeType members) {
        if (members < 2) return true;
        keys_.clear();
        std::uint32_t index = closed_ + 1;
        for (SizeType i = 0; i < members; ++i) {
            keys_.push_back(nodes()[index].text);
            index = nodes()[index + 1].next;
        }
        constexpr SizeType kFew = 8;  // most objects: comparing each with each is quicker than sorting
        if (members <= kFew && no_two_are_equal(keys_)) return true;
        std::sort(keys_.begin(), keys_.end());
        if (std::adjacent_find(keys_.begin(), keys_.end()) == keys_.end()) return true;
        return stop("a member's name occurs twice in one object", ParseError::Cause::repeated_name);
    }

    /// Escapes can smuggle in what the raw bytes were already checked for.
    bool string_is_sound(std::string_view content) {
        if (!has_escapes_) return true;
        if (reading_ == Reading::strict && content.find('\0') != std::string_view::npos) {
            return stop("a string contains U+0000", ParseError::Cause::escaped_nul);
        }
        return is_utf8(content) || stop("a string contains half a surrogate pair");
    }

    Document document_;
    const Limits& limits_;
    Reading reading_ = Reading::strict;
    bool has_escapes_ = false;
    rapidjson::InsituStringStream* stream_ = nullptr;
    std::vector<std::uint32_t> open_;
    std::uint32_t closed_ = 0;
    std::vector<std::string_view> keys_;
    std::string stop_reason_;
    ParseError::Cause stop_cause_ = ParseError::Cause::broken;
};

Document parse(std::string text, Reading reading, const Limits& limits) {
    return Parser(std::move(text), reading, limits).run();
}

}  // namespace json
