#pragma once

#include <cstdint>
#include <cstring>
#include <string>

/// Stands in for websocketpp/utf8_validator.hpp, which looks at each byte of each message with some twenty instructions
/// and cannot be told to leave it: the same table, but eight bytes of ASCII in one step. Included before the library.
#ifdef UTF8_VALIDATOR_HPP
#error "gateway/link/utf8_validator.h must come before every header of websocketpp"
#endif
#define UTF8_VALIDATOR_HPP

namespace websocketpp {
namespace utf8_validator {

/// Takes a text in pieces; a character may be split between two.
class validator {
  public:
    /// False once the bytes so far cannot be UTF-8.
    template <class Iterator>
    bool decode(Iterator begin, Iterator end) {
        if (begin == end) return state_ != kRejected;
        const char* at = reinterpret_cast<const char*>(&*begin);
        const char* const last = at + (end - begin);
        while (at != last) {
            at = state_ == kAccepted ? behind_ascii(at, last) : at;
            if (at != last && !consume(static_cast<std::uint8_t>(*at++))) return false;
        }
        return true;
    }
    bool consume(std::uint8_t byte) {
        state_ = next(state_, byte);
        return state_ != kRejected;
    }
    bool complete() const { return state_ == kAccepted; }
    void reset() { state_ = kAccepted; }

  private:
    /// What may follow: nothing is open, one to three continuations, or fewer of them behind E0, ED, F0 and F4.
    enum State : std::uint8_t { kAccepted, kRejected, kOneMore, kTwoMore, kThreeMore, kE0, kED, kF0, kF4 };

    static const char* behind_ascii(const char* at, const char* last) {
        for (std::uint64_t eight; last - at >= static_cast<std::ptrdiff_t>(sizeof eight); at += sizeof eight) {
            std::memcpy(&eight, at, sizeof eight);
            if ((eight & 0x8080808080808080ull) != 0) break;
        }
        return at;
    }
    static State behind_lead(std::uint8_t byte) {
        if (byte < 0x80) return kAccepted;
        if (byte < 0xC2 || byte > 0xF4) return kRejected;
        if (byte < 0xE0) return kOneMore;
        if (byte < 0xF0) return byte == 0xE0 ? kE0 : byte == 0xED ? kED : kTwoMore;
        return byte == 0xF0 ? kF0 : byte == 0xF4 ? kF4 : kThreeMore;
    }
    static State next(State state, std::uint8_t byte) {
        const auto within = [byte](std::uint8_t least, std::uint8_t most, State then) {
            return byte >= least && byte <= most ? then : kRejected;
        };
        switch (state) {
            case kAccepted:
                return behind_lead(byte);
            case kRejected:
                return kRejected;
            case kOneMore:
                return within(0x80, 0xBF, kAccepted);
            case kTwoMore:
                return within(0x80, 0xBF, kOneMore);
            case kThreeMore:
                return within(0x80, 0xBF, kTwoMore);
            case kE0:
                return within(0xA0, 0xBF, kOneMore);
            case kED:
                return within(0x80, 0x9F, kOneMore);
            case kF0:
                return within(0x90, 0xBF, kTwoMore);
            case kF4:
                return within(0x80, 0x8F, kTwoMore);
        }
        return kRejected;
    }

    State state_ = kAccepted;
};

inline bool validate(const std::string& text) {
    validator whole;
    return whole.decode(text.begin(), text.end()) && whole.complete();
}

}  // namespace utf8_validator
}  // namespace websocketpp
