#include "json/repair.h"

#include <algorithm>

#include "json/ascii.h"

namespace json {

namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t kDeepest = 64;  // the parser's own limit is lower

bool is_one_of(std::string_view set, char c) { return set.find(c) != std::string_view::npos; }

bool says_there_is_no_value(std::string_view word) {
    const std::string name = lower_case(word.substr(!word.empty() && is_one_of("+-", word[0])));
    return name == "nan" || name == "inf" || name == "infinity";
}

std::size_t digits_at(std::string_view text, std::size_t from) {
    std::size_t end = from;
    while (end < text.size() && is_digit(text[end])) ++end;
    return end - from;
}

/// A number with a plus, leading zeros, or a point without a digit beside it, as JSON writes it; else empty.
std::string sound_number(std::string_view word) {
    const bool is_negative = !word.empty() && word[0] == '-';
    std::size_t at = !word.empty() && is_one_of("+-", word[0]) ? 1 : 0;
    const std::size_t whole = digits_at(word, at);
    std::string_view integer = word.substr(at, whole);
    at += whole;
    std::string_view fraction;
    if (at < word.size() && word[at] == '.') {
        fraction = word.substr(at + 1, digits_at(word, at + 1));
        at += 1 + fraction.size();
    }
    if (integer.empty() && fraction.empty()) return {};
    const std::string_view exponent = word.substr(at);
    if (!exponent.empty() && !is_one_of("eE", exponent[0])) return {};
    while (integer.size() > 1 && integer[0] == '0') integer.remove_prefix(1);
    std::string number = is_negative ? "-" : "";
    number.append(integer.empty() ? "0" : integer);
    if (!fraction.empty()) number.append(".").append(fraction);
    return number.append(exponent);
}

/// Copies a text and mends it on the way.
class Mender {
  public:
    explicit Mender(std::string_view text) : rest_(text) {}

    std::optional<std::string> mended() {
        take_off_ends();
        out_.reserve(rest_.size() + 8);
        while (!rest_.empty()) {
            if (!step()) return std::nullopt;
        }
        return has_mended_ ? std::optional(std::move(out_)) : std::nullopt;
    }

  private:
    /// What was last written, blanks aside.
    enum class Last { nothing, opened, colon, comma, value };

    void take_off_ends() {
        const std::size_t before = rest_.size();
        if (rest_.substr(0, kByteOrderMark.size()) == kByteOrderMark) rest_.remove_prefix(kByteOrderMark.size());
        while (!rest_.empty() && rest_.back() == '\0') rest_.remove_suffix(1);
        has_mended_ = rest_.size() != before;
    }

    /// False: nothing can be made of it.
    bool step() {
        const char c = rest_[0];
        if (is_one_of(kBlanks, c)) return copy(1);
        switch (c) {
            case '"':
                return string();
            case '{':
            case '[':
                return open(c);
            case '}':
            case ']':
                return close();
            case ',':
                return comma();
            case ':':
                return wrote(Last::colon) && copy(1);
            default:
                return word();
        }
    }

    bool copy(std::size_t characters) {
        out_.append(rest_.substr(0, characters));
        rest_.remove_prefix(characters);
        return true;
    }
    bool wrote(Last what) {
        last_ = what;
        return true;
    }
    bool in_object() const { return !open_.empty() && open_.back() == '{'; }

    bool string() {
        std::size_t end = 1;
        while (end < rest_.size() && rest_[end] != '"') end += rest_[end] == '\\' ? 2 : 1;
        return end < rest_.size() && copy(end + 1) && wrote(Last::value);
    }

    bool open(char bracket) {
        open_.push_back(bracket);
        return open_.size() <= kDeepest && copy(1) && wrote(Last::opened);
    }

    bool close() {
        if (open_.empty()) return false;
        if (last_ == Last::colon) put_null();
        if (last_ == Last::comma) {
            out_[comma_at_] = ' ';
            has_mended_ = true;
        }
        open_.pop_back();
        return copy(1) && wrote(Last::value);
    }

    bool comma() {
        if (last_ == Last::colon && in_object()) put_null();
        if (last_ != Last::value) return false;
        comma_at_ = out_.size();
        return copy(1) && wrote(Last::comma);
    }

    void put_null() {
        out_.append("null");
        has_mended_ = true;
        last_ = Last::value;
    }

    bool word() {
        const std::size_t length = std::min(rest_.find_first_of(" \t\r\n,:{}[]\""), rest_.size());
        const std::string_view word = rest_.substr(0, length);
        if (says_there_is_no_value(word)) {
            rest_.remove_prefix(length);
            return put_null(), true;
        }
        const std::string number = sound_number(word);
        const std::size_t decimals = number.empty() ? 0 : decimals_behind_comma(word);
        if (decimals == 0 && (number.empty() || number == word)) return copy(length) && wrote(Last::value);
        out_.append(number);
        rest_.remove_prefix(length);
        if (decimals > 0) {
            out_.append(".").append(rest_.substr(1, decimals));
            rest_.remove_prefix(1 + decimals);
        }
        has_mended_ = true;
        return wrote(Last::value);
    }

    /// In an object a name must follow a comma: digits there, and then its next comma or its end, are decimals.
    std::size_t decimals_behind_comma(std::string_view word) const {
        const bool is_whole = word.find_first_of(".eE") == std::string_view::npos;
        if (!is_whole || !in_object() || last_ != Last::colon || rest_.substr(word.size(), 1) != ",") return 0;
        const std::size_t digits = digits_at(rest_, word.size() + 1);
        const std::size_t next = rest_.find_first_not_of(kBlanks, word.size() + 1 + digits);
        return next != std::string_view::npos && is_one_of(",}", rest_[next]) ? digits : 0;
    }

    std::string_view rest_;
    std::string out_;
    std::string open_;
    Last last_ = Last::nothing;
    std::size_t comma_at_ = 0;
    bool has_mended_ = false;
};

}  // namespace

std::optional<std::string> repaired(std::string_view text) { return Mender(text).mended(); }

}  // namespace json
