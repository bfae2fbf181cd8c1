#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>

#include "gateway/clock.h"
#include "ocpp/lazy_deque.h"
#include "ocpp/messages/core.h"

namespace gateway {

/// Tells two boxes that go by one id from one box that boots often: their serial numbers, or where they tell none what
/// else they say of themselves, come by turns. While that goes on the newer one waits longer and longer, so that the
/// two do not throw each other out for ever. Pure; owned by its ChargePoint.
class IdentityWatch {
  public:
    static constexpr std::chrono::minutes kRemembered{60};  ///< boots that are compared, and a clash without a sign
    static constexpr std::chrono::seconds kFirstPause{1};
    static constexpr std::chrono::seconds kLongestPause{300};
    static constexpr std::size_t kMostBoots = 8;
    /// Where a box comes from: each has a pause of its own, so that a stranger's knocking keeps no charger waiting.
    enum class From { usual_address, elsewhere };
    /// A box that came to another address, or with another serial number, is the charger after that long.
    static constexpr std::chrono::hours kSettled{24};

    /// What was there before.
    void remember_serial(const std::string& serial) { known_serial_ = serial; }
    const std::string& known_serial() const { return known_serial_; }
    /// Of the charge point, or where it tells none of the box around it.
    static std::string serial_of(const ocpp::BootNotification::Request& request);
    void link_opened(SteadyTime now);
    /// The box of the present link is the charger by now.
    bool is_settled(SteadyTime now) const { return opened_at_ && now - *opened_at_ >= kSettled; }
    void settle();
    /// It has told another serial number than the one that was there before.
    bool is_stranger(SteadyTime now) const;
    /// One that was here before took the place of another box, which lives and came `from` there. True: from now on it
    /// is known that there are two.
    bool stranger_was_replaced(const std::string& old_address, const std::string& new_address, SteadyTime now,
                               From from = From::elsewhere);

    /// True: from now on it is known that there are two.
    bool booted(const ocpp::BootNotification::Request& request, SteadyTime now);
    /// A socket was refused because the one before it lives. Three from another address are another box, which never
    /// gets to tell its serial number. True: from now on it is known that there are two.
    bool double_was_refused(const std::string& old_address, const std::string& new_address, SteadyTime now,
                            From from = From::elsewhere);
    /// The other box was here while this one lived.
    void newer_was_refused(SteadyTime now, From from = From::elsewhere);
    bool newer_may_try(SteadyTime now, From from = From::elsewhere) const;
    bool is_clash(SteadyTime now) const { return seen_at_ && now - *seen_at_ < kRemembered; }
    /// For the operator; empty while there was none.
    const std::string& words() const { return words_; }

  private:
    struct Boot {
        std::string who;
        bool has_serial;
        SteadyTime at;
    };

    struct Doubles {
        std::string address;
        int times = 0;
        SteadyTime at{};
    };

    struct Pause {
        std::chrono::seconds length{0};
        std::optional<SteadyTime> until{};
    };

    static Boot boot_of(const ocpp::BootNotification::Request& request, SteadyTime now);
    bool comes_by_turns(const Boot& boot) const;

    std::string known_serial_, told_serial_;
    std::optional<SteadyTime> opened_at_;
    Doubles doubles_;
    ocpp::LazyDeque<Boot> boots_;  ///< each of another than the one before
    std::optional<SteadyTime> seen_at_;
    std::array<Pause, 2> pauses_;  ///< by `From`
    std::string words_;
};

}  // namespace gateway
