#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "ocpp/transaction_data.h"

namespace gateway {

/// Memory for what is long among the messages that are coming in or being read, of all links of a server. Pure.
class MessageMemory {
  public:
    explicit MessageMemory(std::size_t most) : most_(most) {}
    bool take(std::size_t bytes) {
        if (bytes > most_ - used_) return false;
        used_ += bytes;
        return true;
    }
    void give_back(std::size_t bytes) { used_ -= bytes; }
    std::size_t free() const { return most_ - used_; }

  private:
    std::size_t most_;
    std::size_t used_ = 0;
};

/// One link's message while it grows. What is short costs nothing here; what is long has its share of the memory; of a
/// StopTransaction beyond every limit the samples are let go as they come, so that its end is not lost. Pure; `memory`
/// outlives it.
class LongMessage {
  public:
    static constexpr std::size_t kShort = 1 << 20;
    enum class Verdict { go_on, wait, too_big };

    LongMessage(MessageMemory& memory, std::size_t most, std::size_t most_of_stop)
        : memory_(memory), most_(most), most_of_stop_(most_of_stop) {}
    ~LongMessage() { done(); }
    LongMessage(const LongMessage&) = delete;
    LongMessage& operator=(const LongMessage&) = delete;

    /// Bytes were added to the payload and so many more are announced. May take bytes out of it again.
    Verdict grown(std::string& payload, std::size_t announced) {
        if (shortened_) return shorten(payload);
        const std::size_t size = payload.size();
        if (size + announced <= std::min(kShort, most_)) return Verdict::go_on;
        if (size + announced > most_ || gives_up_) return shorten_if_stop(payload);
        beginning_ = ocpp::beginning_of(std::string_view(payload).substr(0, kHead));
        const std::size_t share = size > kShort ? size - kShort : 0;
        if (share > share_ && !memory_.take(share - share_)) return Verdict::wait;
        share_ = std::max(share, share_);
        return Verdict::go_on;
    }
    /// There will be no room for it: true where it can go on without its samples.
    bool give_up() {
        gives_up_ = true;
        return beginning_ == ocpp::Beginning::of_stop;
    }
    bool has_room() const { return memory_.free() >= kShort; }
    /// The message is whole; true: its samples were let go.
    bool complete(std::string& payload) {
        if (!shortened_) return false;
        payload = std::move(shortened_->rest());
        return true;
    }
    /// It was read, or will never be.
    void done() {
        memory_.give_back(share_);
        share_ = taken_ = 0;
        gives_up_ = false;
        shortened_.reset();
    }

  private:
    static constexpr std::size_t kHead = 1300;  ///< room for an id of 255 characters of any length

    Verdict shorten_if_stop(std::string& payload) {
        const auto beginning = ocpp::beginning_of(std::string_view(payload).substr(0, kHead));
        if (beginning == ocpp::Beginning::unclear && payload.size() < kHead) return Verdict::go_on;
        if (beginning != ocpp::Beginning::of_stop) return Verdict::too_big;
        shortened_.emplace(ocpp::TransactionDataSplitter::Keep::nothing);
        memory_.give_back(share_);
        share_ = 0;
        const Verdict verdict = shorten(payload);
        payload.shrink_to_fit();
        return verdict;
    }
    Verdict shorten(std::string& payload) {
        taken_ += payload.size();
        shortened_->take(payload);
        payload.clear();
        const bool is_too_big = shortened_->rest().size() > kShort || taken_ > most_of_stop_;
        return is_too_big ? Verdict::too_big : Verdict::go_on;
    }

    MessageMemory& memory_;
    std::size_t most_, most_of_stop_;
    std::size_t share_ = 0, taken_ = 0;
    bool gives_up_ = false;
    ocpp::Beginning beginning_ = ocpp::Beginning::unclear;
    std::optional<ocpp::TransactionDataSplitter> shortened_;
};

}  // namespace gateway
