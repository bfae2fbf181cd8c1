#pragma once

#include "ocpp/field.h"
#include "ocpp/metering_enums.h"
#include "ocpp/types.h"

namespace ocpp {

/// One reading (catalogue, section 5.4). Absent members have the defaults of section 7.43 of the specification.
struct SampledValue {
    UnlimitedText value;
    std::optional<Token<ReadingContext>> context;
    std::optional<Token<ValueFormat>> format;
    std::optional<Token<Measurand>> measurand;
    std::optional<Token<Phase>> phase;
    std::optional<Token<Location>> location;
    std::optional<Token<UnitOfMeasure>> unit;
    static constexpr auto fields() {
        return std::tuple{field("value", &SampledValue::value),   field("context", &SampledValue::context),
                          field("format", &SampledValue::format), field("measurand", &SampledValue::measurand),
                          field("phase", &SampledValue::phase),   field("location", &SampledValue::location),
                          field("unit", &SampledValue::unit)};
    }
};

/// Readings taken at one moment.
struct MeterValue {
    DateTime timestamp;
    NonEmpty<SampledValue> sampledValue;
    static constexpr auto fields() {
        return std::tuple{tolerated("timestamp", &MeterValue::timestamp),
                          tolerated("sampledValue", &MeterValue::sampledValue)};
    }
};

}  // namespace ocpp
