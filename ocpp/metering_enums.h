#pragma once

#include <utility>

#include "ocpp/types.h"

/// Enumerations of metered values (catalogue, section 6); names exactly as on the wire.
namespace ocpp {

enum class Location { Body, Cable, EV, Inlet, Outlet };
template <>
struct WireNames<Location> {
    static constexpr std::pair<Location, std::string_view> names[] = {{Location::Body, "Body"},
                                                                      {Location::Cable, "Cable"},
                                                                      {Location::EV, "EV"},
                                                                      {Location::Inlet, "Inlet"},
                                                                      {Location::Outlet, "Outlet"}};
};

enum class Measurand {
    Current_Export,
    Current_Import,
    Current_Offered,
    Energy_Active_Export_Register,
    Energy_Active_Import_Register,
    Energy_Reactive_Export_Register,
    Energy_Reactive_Import_Register,
    Energy_Active_Export_Interval,
    Energy_Active_Import_Interval,
    Energy_Reactive_Export_Interval,
    Energy_Reactive_Import_Interval,
    Frequency,
    Power_Active_Export,
    Power_Active_Import,
    Power_Factor,
    Power_Offered,
    Power_Reactive_Export,
    Power_Reactive_Import,
    RPM,
    SoC,
    Temperature,
    Voltage,
};
template <>
struct WireNames<Measurand> {
    static constexpr std::pair<Measurand, std::string_view> names[] = {
        {Measurand::Current_Export, "Current.Export"},
        {Measurand::Current_Import, "Current.Import"},
        {Measurand::Current_Offered, "Current.Offered"},
        {Measurand::Energy_Active_Export_Register, "Energy.Active.Export.Register"},
        {Measurand::Energy_Active_Import_Register, "Energy.Active.Import.Register"},
        {Measurand::Energy_Reactive_Export_Register, "Energy.Reactive.Export.Register"},
        {Measurand::Energy_Reactive_Import_Register, "Energy.Reactive.Import.Register"},
        {Measurand::Energy_Active_Export_Interval, "Energy.Active.Export.Interval"},
        {Measurand::Energy_Active_Import_Interval, "Energy.Active.Import.Interval"},
        {Measurand::Energy_Reactive_Export_Interval, "Energy.Reactive.Export.Interval"},
        {Measurand::Energy_Reactive_Import_Interval, "Energy.Reactive.Import.Interval"},
        {Measurand::Frequency, "Frequency"},
        {Measurand::Power_Active_Export, "Power.Active.Export"},
        {Measurand::Power_Active_Import, "Power.Active.Import"},
        {Measurand::Power_Factor, "Power.Factor"},
        {Measurand::Power_Offered, "Power.Offered"},
        {Measurand::Power_Reactive_Export, "Power.Reactive.Export"},
        {Measurand::Power_Reactive_Import, "Power.Reactive.Import"},
        {Measurand::RPM, "RPM"},
        {Measurand::SoC, "SoC"},
        {Measurand::Temperature, "Temperature"},
        {Measurand::Voltage, "Voltage"}};
};

enum class Phase { L1, L2, L3, N, L1_N, L2_N, L3_N, L1_L2, L2_L3, L3_L1 };
template <>
struct WireNames<Phase> {
    static constexpr std::pair<Phase, std::string_view> names[] = {
        {Phase::L1, "L1"},       {Phase::L2, "L2"},      {Phase::L3, "L3"},     {Phase::N, "N"},
        {Phase::L1_N, "L1-N"},   {Phase::L2_N, "L2-N"},  {Phase::L3_N, "L3-N"}, {Phase::L1_L2, "L1-L2"},
        {Phase::L2_L3, "L2-L3"}, {Phase::L3_L1, "L3-L1"}};
};

enum class ReadingContext {
    Interruption_Begin,
    Interruption_End,
    Other,
    Sample_Clock,
    Sample_Periodic,
    Transaction_Begin,
    Transaction_End,
    Trigger,
};
template <>
struct WireNames<ReadingContext> {
    static constexpr std::pair<ReadingContext, std::string_view> names[] = {
        {ReadingContext::Interruption_Begin, "Interruption.Begin"},
        {ReadingContext::Interruption_End, "Interruption.End"},
        {ReadingContext::Other, "Other"},
        {ReadingContext::Sample_Clock, "Sample.Clock"},
        {ReadingContext::Sample_Periodic, "Sample.Periodic"},
        {ReadingContext::Transaction_Begin, "Transaction.Begin"},
        {ReadingContext::Transaction_End, "Transaction.End"},
        {ReadingContext::Trigger, "Trigger"}};
};

enum class UnitOfMeasure {
    Wh,
    kWh,
    varh,
    kvarh,
    W,
    kW,
    VA,
    kVA,
    var,
    kvar,
    A,
    V,
    K,
    Celcius,
    Celsius,
    Fahrenheit,
    Percent,
};
template <>
struct WireNames<UnitOfMeasure> {
    static constexpr std::pair<UnitOfMeasure, std::string_view> names[] = {{UnitOfMeasure::Wh, "Wh"},
                                                                           {UnitOfMeasure::kWh, "kWh"},
                                                                           {UnitOfMeasure::varh, "varh"},
                                                                           {UnitOfMeasure::kvarh, "kvarh"},
                                                                           {UnitOfMeasure::W, "W"},
                                                                           {UnitOfMeasure::kW, "kW"},
                                                                           {UnitOfMeasure::VA, "VA"},
                                                                           {UnitOfMeasure::kVA, "kVA"},
                                                                           {UnitOfMeasure::var, "var"},
                                                                           {UnitOfMeasure::kvar, "kvar"},
                                                                           {UnitOfMeasure::A, "A"},
                                                                           {UnitOfMeasure::V, "V"},
                                                                           {UnitOfMeasure::K, "K"},
                                                                           {UnitOfMeasure::Celcius, "Celcius"},
                                                                           {UnitOfMeasure::Celsius, "Celsius"},
                                                                           {UnitOfMeasure::Fahrenheit, "Fahrenheit"},
                                                                           {UnitOfMeasure::Percent, "Percent"}};
};

enum class ValueFormat { Raw, SignedData };
template <>
struct WireNames<ValueFormat> {
    static constexpr std::pair<ValueFormat, std::string_view> names[] = {{ValueFormat::Raw, "Raw"},
                                                                         {ValueFormat::SignedData, "SignedData"}};
};

}  // namespace ocpp
