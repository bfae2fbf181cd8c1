#include "gateway/translate/sampled_value.h"

#include <charconv>
#include <cmath>
#include <string>

#include "json/ascii.h"

namespace gateway {

namespace {

constexpr double kMostWatts = 1e6, kMostAmperes = 1000, kMostVolts = 1500, kMostPercent = 100;

struct MeasuredAs {
    Quantity quantity;
    std::size_t phase = 0;  ///< of chargers that put the phase into the measurand's name (quirk 62)
};

/// In small letters: some spell the names in their own way.
std::optional<Quantity> quantity_of(std::string_view name) {
    if (name == "power.active.import") return Quantity::power;
    if (name == "current.import") return Quantity::current;
    if (name == "voltage") return Quantity::voltage;
    if (name == "energy.active.import.register") return Quantity::energy;
    if (name == "power.active.export") return Quantity::exported;
    if (name == "power.reactive.import") return Quantity::reactive;
    if (name == "power.factor") return Quantity::power_factor;
    if (name == "soc") return Quantity::state_of_charge;
    return std::nullopt;
}

/// "L1", "L1-N" and "L1-L2" all stand in the first phase's slot.
std::size_t phase_slot(std::string_view phase) {
    if (phase == "N" || phase == "n") return 4;
    const bool is_line =
        phase.size() >= 2 && (phase[0] == 'L' || phase[0] == 'l') && phase[1] >= '1' && phase[1] <= '3';
    return is_line ? static_cast<std::size_t>(phase[1] - '0') : 0;
}

bool is_line_to_line(std::string_view phase) { return phase.size() == 5 && phase[3] == 'L'; }

/// Without a copy of what nearly every charger spells as the specification does.
template <class Enum>
std::string_view name_of(const ocpp::Token<Enum>& token) {
    return token.value ? ocpp::wire_name(*token.value) : std::string_view(token.unknown_text);
}

std::optional<MeasuredAs> known_measurand(ocpp::Measurand measurand) {
    using ocpp::Measurand;
    if (measurand == Measurand::Energy_Active_Import_Register) return MeasuredAs{Quantity::energy};
    if (measurand == Measurand::Current_Import) return MeasuredAs{Quantity::current};
    if (measurand == Measurand::Voltage) return MeasuredAs{Quantity::voltage};
    if (measurand == Measurand::Power_Active_Import) return MeasuredAs{Quantity::power};
    if (measurand == Measurand::Power_Active_Export) return MeasuredAs{Quantity::exported};
    if (measurand == Measurand::Power_Reactive_Import) return MeasuredAs{Quantity::reactive};
    if (measurand == Measurand::Power_Factor) return MeasuredAs{Quantity::power_factor};
    if (measurand == Measurand::SoC) return MeasuredAs{Quantity::state_of_charge};
    return std::nullopt;
}

std::optional<MeasuredAs> measured_as(const ocpp::SampledValue& sample) {
    if (!sample.measurand) return MeasuredAs{Quantity::energy};
    if (sample.measurand->value) return known_measurand(*sample.measurand->value);
    const std::string name = json::lower_case(sample.measurand->unknown_text);
    if (const auto quantity = quantity_of(name)) return MeasuredAs{*quantity};
    const auto suffix = name.rfind(".l");
    if (suffix == std::string::npos) return std::nullopt;
    const auto quantity = quantity_of(std::string_view(name).substr(0, suffix));
    if (!quantity) return std::nullopt;
    return MeasuredAs{*quantity, phase_slot(std::string_view(name).substr(suffix + 1))};
}

double unit_factor(const ocpp::SampledValue& sample) {
    using ocpp::UnitOfMeasure;
    if (!sample.unit) return 1;
    if (const auto known = sample.unit->value) {
        const bool is_kilo = known == UnitOfMeasure::kW || known == UnitOfMeasure::kWh || known == UnitOfMeasure::kvar;
        return is_kilo ? 1000 : 1;
    }
    const std::string unit = json::lower_case(sample.unit->unknown_text);
    if (unit == "kw" || unit == "kwh" || unit == "kv" || unit == "kvar") return 1000;
    return unit == "ma" ? 0.001 : 1;
}

/// A comma before three digits may as well stand between thousands, unless more than three stand before it (quirk 33).
std::optional<std::string> with_point(std::string_view text) {
    const auto comma = text.find(',');
    const std::size_t before = text.find_first_not_of("-", 0) == 1 ? comma - 1 : comma;
    const std::size_t behind = text.size() - comma - 1;
    const bool is_one = text.rfind(',') == comma && text.find('.') == std::string_view::npos;
    if (!is_one || behind == 0 || (behind == 3 && before <= 3)) return std::nullopt;
    std::string mended(text);
    mended[comma] = '.';
    return mended;
}

/// Digits with a point between them, as nearly all numbers are: exact, since both sides of the division are.
std::optional<double> plain_decimal(std::string_view text) {
    constexpr double kPowers[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14};
    constexpr std::size_t kMostCharacters = 15;
    if (text.empty() || text.size() > kMostCharacters) return std::nullopt;
    std::int64_t digits = 0;
    std::size_t decimals = 0;
    bool has_point = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_point = text[i] == '.' && !has_point && i > 0 && i + 1 < text.size();
        if (!is_point && (text[i] < '0' || text[i] > '9')) return std::nullopt;
        has_point |= is_point;
        if (is_point) continue;
        digits = digits * 10 + (text[i] - '0');
        decimals += has_point ? 1 : 0;
    }
    return static_cast<double>(digits) / kPowers[decimals];
}

std::optional<double> number_of(std::string_view text) {
    if (const auto plain = plain_decimal(text)) return plain;
    if (text.find(',') != std::string_view::npos) {
        const auto mended = with_point(text);
        return mended ? number_of(*mended) : std::nullopt;
    }
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(number)) return std::nullopt;
    return number;
}

int context_rank(const ocpp::SampledValue& sample) {
    using ocpp::ReadingContext;
    if (!sample.context || *sample.context == ReadingContext::Sample_Periodic) return 4;
    if (*sample.context == ReadingContext::Trigger) return 3;
    if (*sample.context == ReadingContext::Sample_Clock) return 2;
    return *sample.context == ReadingContext::Other ? 0 : 1;
}

/// What the vehicle gets counts before what the charger draws, whatever the context.
int location_rank(const ocpp::SampledValue& sample) {
    constexpr int kAboveEveryContext = 8;
    return !sample.location || *sample.location == ocpp::Location::Outlet ? kAboveEveryContext : 0;
}

/// The values at the ends of a transaction say nothing about the power in between.
bool is_end_of_transaction(const ocpp::SampledValue& sample) {
    using ocpp::ReadingContext;
    return sample.context &&
           (*sample.context == ReadingContext::Transaction_Begin || *sample.context == ReadingContext::Transaction_End);
}

/// The ends of 16 bits: the counter, and not what flows.
bool is_saturated(double value) { return value == 65535 || value == 32767 || value == -32768; }

bool is_absurd(Quantity quantity, double value) {
    switch (quantity) {
        case Quantity::power:
            return std::fabs(value) > kMostWatts || is_saturated(value);
        case Quantity::exported:
        case Quantity::reactive:
            return std::fabs(value) > kMostWatts;
        case Quantity::current:
            return std::fabs(value) > kMostAmperes;
        case Quantity::voltage:
            return std::fabs(value) > kMostVolts;
        case Quantity::power_factor:
        case Quantity::state_of_charge:
            return std::fabs(value) > kMostPercent;
        case Quantity::energy:
            return false;
    }
    return true;
}

}  // namespace

std::optional<NormalisedSample> normalise(const ocpp::SampledValue& sample) {
    if (sample.format && *sample.format == ocpp::ValueFormat::SignedData) return std::nullopt;
    const auto measured = measured_as(sample);
    const auto number = number_of(sample.value.value);
    if (!measured || !number) return std::nullopt;
    if (measured->quantity != Quantity::energy && is_end_of_transaction(sample)) return std::nullopt;
    const std::string_view phase = sample.phase ? name_of(*sample.phase) : std::string_view();
    const double scaled = *number * unit_factor(sample);
    // "16.228" kWh is 16228 Wh and not a hair more: a stop that tells that is no step back.
    const double value = measured->quantity == Quantity::energy ? std::round(scaled * 1000) / 1000 : scaled;
    if (is_absurd(measured->quantity, value)) return std::nullopt;
    return NormalisedSample{measured->quantity, sample.phase ? phase_slot(phase) : measured->phase, value,
                            location_rank(sample) + context_rank(sample), is_line_to_line(phase)};
}

int decimal_commas(const std::vector<ocpp::MeterValue>& values) {
    int found = 0;
    for (const auto& value : values) {
        for (const auto& sample : value.sampledValue) {
            const bool is_signed = sample.format && *sample.format == ocpp::ValueFormat::SignedData;
            if (!is_signed && sample.value.value.find(',') != std::string::npos) ++found;
        }
    }
    return found;
}

}  // namespace gateway
