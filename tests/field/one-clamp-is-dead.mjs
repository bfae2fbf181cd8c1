// Three phases draw; the clamp of L3 tells 0 A for ever; U of all, no power; the register is right. Ceiling 7.4,
// nothing configured.
// Right: the register tells the third phase: over the ceiling for 90 s at most, and the truth is shown.
import { play, registerShowsTheTruth, energy, current, volts } from './charger.mjs';
const phases = v => ['L1', 'L2', 'L3'].flatMap((p, k) => [current(k < 2 ? v.amps.toFixed(1) : 0, p), volts(230, p)]);
await play(check =>
  registerShowsTheTruth(check, { car: { phases: 3, most: 32, sample: v => [energy(v.register()), ...phases(v)] } }),
);
