// A three-phase vehicle at a box that tells current and voltage of L1 only; the register is right. Ceiling 7.4, no
// phases configured.
// Right: what flows is three times L1: if the limit is raised for one phase, it is back within 90 s and the truth is
// shown.
import { play, registerShowsTheTruth, energy, current, volts } from './charger.mjs';
await play(async check => {
  const { car } = await registerShowsTheTruth(check, {
    near: 1.2,
    car: {
      phases: 3,
      most: 32,
      sample: v => [energy(v.register()), current(v.amps.toFixed(1), 'L1'), volts(230, 'L1')],
    },
  });
  check(car.kw() <= 7.5 && car.kw() > 4, `at the end ${car.kw().toFixed(2)} of 7.4 kW`);
});
