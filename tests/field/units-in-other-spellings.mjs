// Units in other letters: "kwh", "KW", "a", "volt"; the measurands are right.
// Right: read for what they can only mean: 7.36 kW, energy exact.
import { play, isReadAsMeant, energy, power, current, volts } from './charger.mjs';
await play(check =>
  isReadAsMeant(check, v => [
    energy((v.register() / 1000).toFixed(3), { unit: 'kwh' }),
    power((v.watts() / 1000).toFixed(2), { unit: 'KW' }),
    current(v.amps.toFixed(1), { unit: 'a', phase: 'l1' }),
    volts(230, { unit: 'volt', phase: 'l1' }),
  ]),
);
