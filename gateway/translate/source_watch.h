#pragma once

#include <cmath>
#include <optional>
#include <string>

#include "gateway/clock.h"
#include "ocpp/lazy_deque.h"

/// Whether one source of power tells the truth, by what the others say. Pure.
namespace gateway {

/// Two ways to the power of one moment may differ by a fifth.
inline constexpr double kSamePower = 0.2;
inline bool is_same_power(double a_kw, double b_kw) { return std::fabs(a_kw - b_kw) <= kSamePower * std::fabs(b_kw); }

/// Counts what the source tells up to an energy, and compares that with what the register rose in the same time, so
/// that neither steps nor delays mislead; and its power with that of another source in the same moment. The same
/// finding three times in a row counts, and is taken back in the same way.
class SourceWatch {
  public:
    /// As it was told, not corrected.
    void told(double kilowatts, SteadyTime at);
    /// `step_wh`: the register is this connector's own, and shows steps of so much; then telling too little is wrong,
    /// too.
    void register_rose_to(double risen_wh, std::optional<double> step_wh, SteadyTime at);
    /// What another source says of the same moment. `may_set_aside`: the two cannot both be right, and this one is
    /// wrong.
    void compare(double kilowatts, double other_kw, bool may_set_aside);
    /// The other one was found wrong meanwhile.
    void forget_session();

    bool is_set_aside() const { return by_register_.is_known() ? by_register_.is_anomalous() : moment_.is_anomalous(); }
    double factor() const { return by_register_.is_known() ? by_register_.factor() : moment_.factor(); }
    /// The register bears it out.
    bool is_borne_out() const { return by_register_.is_known() && !by_register_.is_anomalous(); }
    bool is_wrong() const { return is_set_aside() || factor() != 1; }
    /// Why and what, for the operator; empty: nothing.
    std::string words() const;

  private:
    /// 0: it fits with no factor.
    class Finding {
      public:
        void take(double factor);
        bool is_known() const { return known_; }
        bool is_anomalous() const { return known_ && factor_ == 0; }
        double factor() const { return known_ && factor_ != 0 ? factor_ : 1; }

      private:
        bool known_ = false;
        double factor_ = 1, suspected_ = 1;
        int times_ = 0;
    };
    struct Mark {
        double register_wh = 0, own_wh = 0;
    };

    Finding moment_, by_register_;
    ocpp::LazyDeque<Mark> marks_;
    double own_wh_ = 0, last_kw_ = 0;
    SteadyTime last_at_{};
    struct Telling {
        SteadyTime at{}, before_at{};
        double before_kw = 0;
        double wh = 0;  ///< since the one before it
    };
    Telling telling_;  ///< the newest, which may still be coming in
    int told_ = 0;
};

}  // namespace gateway
