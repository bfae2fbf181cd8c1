#include "json/indented.h"

#include <algorithm>

namespace json {

namespace {

class Indenter {
  public:
    explicit Indenter(std::string_view text) : text_(text) {}

    std::string run() {
        while (at_ < text_.size()) take(text_[at_++]);
        return std::move(out_);
    }

  private:
    void take(char c) {
        switch (c) {
            case '"':
                return take_string();
            case '{':
            case '[':
                return open(c);
            case '}':
            case ']':
                return close(c);
            case ',':
                out_ += c;
                return new_line();
            case ':':
                out_ += ": ";
                return;
            default:
                out_ += c;
        }
    }

    void take_string() {
        const std::size_t begin = at_ - 1;
        while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
        at_ = std::min(at_ + 1, text_.size());
        out_ += text_.substr(begin, at_ - begin);
    }

    void open(char c) {
        out_ += c;
        const bool is_empty = at_ < text_.size() && (text_[at_] == '}' || text_[at_] == ']');
        if (is_empty) {
            out_ += text_[at_++];
            return;
        }
        ++depth_;
        new_line();
    }

    void close(char c) {
        --depth_;
        new_line();
        out_ += c;
    }

    void new_line() {
        constexpr std::size_t kStep = 2;
        out_ += '\n';
        out_.append(kStep * depth_, ' ');
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t depth_ = 0;
    std::string out_;
};

}  // namespace

std::string indented(std::string_view compact) { return Indenter(compact).run(); }

}  // namespace json
