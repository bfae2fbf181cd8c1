#include "json/raw_member.h"

namespace json {

namespace {

/// Walks over the text of JSON that is known to be good.
class Walker {
  public:
    explicit Walker(std::string_view text) : text_(text) {}

    char here() const { return at_ < text_.size() ? text_[at_] : '\0'; }
    std::size_t at() const { return at_; }
    void step() { ++at_; }
    void skip_blanks() {
        while (here() == ' ' || here() == '\t' || here() == '\n' || here() == '\r') step();
    }
    /// From quote to quote; what lies between, escapes as they are.
    std::string_view pass_string() {
        const std::size_t begin = at_ + 1;
        for (step(); here() != '"' && at_ < text_.size(); step()) {
            if (here() == '\\') step();
        }
        const std::size_t end = at_;
        step();
        return text_.substr(begin, end - begin);
    }
    std::string_view pass_value() {
        const std::size_t begin = at_;
        int depth = 0;
        while (at_ < text_.size()) {
            const char c = here();
            if (depth == 0 && (c == ',' || c == '}' || c == ']')) break;
            if (c == '"') {
                pass_string();
                continue;
            }
            if (c == '{' || c == '[') ++depth;
            if (c == '}' || c == ']') --depth;
            step();
        }
        std::size_t end = at_;
        while (end > begin && std::string_view(" \t\n\r").find(text_[end - 1]) != std::string_view::npos) --end;
        return text_.substr(begin, end - begin);
    }

  private:
    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace

std::optional<std::string_view> raw_member(std::string_view object, std::string_view name) {
    Walker walker(object);
    walker.skip_blanks();
    if (walker.here() != '{') return std::nullopt;
    do {
        walker.step();
        walker.skip_blanks();
        if (walker.here() != '"') return std::nullopt;
        const std::string_view found = walker.pass_string();
        walker.skip_blanks();
        walker.step();  // the colon
        walker.skip_blanks();
        const std::string_view value = walker.pass_value();
        if (found == name) return value;
    } while (walker.here() == ',');
    return std::nullopt;
}

}  // namespace json
