#pragma once

#include <optional>
#include <vector>

#include "gateway/transactions/register_reading.h"

namespace gateway {

/// Whether a register says Wh where it means kWh, or the other way round (quirk 61): three rises in a row that are a
/// thousandfold off the measured power show it, or that no charger gives; three that are not end the question. Pure; of
/// one register in one session.
class UnitLabel {
  public:
    UnitLabel() = default;
    /// What an earlier session of this charger showed: it holds until this one shows something else.
    explicit UnitLabel(double presumed) : factor_(presumed) {}

    /// By which what the register tells is to be multiplied.
    double factor() const { return factor_; }
    bool is_corrected() const { return factor_ != 1; }
    /// The reading as told; `watts` is the power of now, 0 where nobody knows it. True: from now on `factor` is
    /// another, and `evidence` is what showed it.
    bool take(const RegisterReading& told, double watts, double most_kw);
    /// One rise is enough where a thousandth of it goes on from where the start said that the register stood.
    bool take_after(const RegisterReading& start, const RegisterReading& told, double watts, double most_kw);
    /// The first reading: a thousandfold of it goes on from where the start said that the register stood. A register
    /// that began anew would have to meet that by chance, which is out of the question above 100 kWh.
    void take_first(const RegisterReading& told, const RegisterReading& start, double most_kw);
    const std::vector<RegisterReading>& evidence() const { return rises_; }
    /// By which this session's own readings show that it is to be multiplied; empty: they do not yet.
    std::optional<double> shown() const { return is_decided_ ? std::optional(factor_) : std::nullopt; }

    void put(NumberRow& row) const;
    static UnitLabel taken(NumberRow& row);

  private:
    bool decide(double factor);
    /// 0: this rise says nothing.
    static double factor_by(const RegisterReading& before, const RegisterReading& after, double watts, double most_kw);

    std::vector<RegisterReading> rises_;  ///< that agree, with what the first one rose from
    double suspected_ = 0, factor_ = 1;
    bool is_decided_ = false;
};

}  // namespace gateway
