// One phase of 230 V; the charger tells 115 V (a wrong divider), currents right, no power; the register is right.
// Ceiling 7.4, one phase.
// Right: never more than 32 A told in effect: 7400 / 115 = 64 A would be 14.7 kW; what flows is shown by the register.
import { play, registerShowsTheTruth, energy, current, volts } from './charger.mjs';
await play(check =>
  registerShowsTheTruth(check, {
    settings: { max_phases: 1 },
    car: { most: 64, sample: v => [energy(v.register()), current(v.amps.toFixed(1), 'L1'), volts(115, 'L1')] },
  }),
);
