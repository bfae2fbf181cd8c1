// Sampled values as MeterValues carry them.
const value = (measurand, unit) => (number, more) => ({
  value: String(number),
  measurand,
  unit,
  ...(typeof more === 'string' ? { phase: more } : more),
});
export const energy = value('Energy.Active.Import.Register', 'Wh');
export const interval = value('Energy.Active.Import.Interval', 'Wh');
export const exported = value('Energy.Active.Export.Register', 'Wh');
export const power = value('Power.Active.Import', 'W');
export const current = value('Current.Import', 'A');
export const volts = value('Voltage', 'V');
export const sampled = value;
