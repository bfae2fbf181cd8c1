// The total power is in kW with its unit left out (11.04), the phases are in W with theirs; register in Wh. Ceiling
// 11.1.
// Right: 11.04 kW after some samples (40 s), counted once; no alarm.
import { play, ready, Vehicle, energy, power, sleep, watch, note } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready();
  await device.ceilingTold(11.1);
  const car = new Vehicle(charger, {
    every: 5000,
    phases: 3,
    law: a => Math.min(a, 16),
    sample: v => [
      energy(v.register()),
      { value: v.kw().toFixed(2), measurand: 'Power.Active.Import' },
      ...['L1', 'L2', 'L3'].map(p => power(Math.round(v.watts() / 3), p)),
    ],
  });
  await car.begin();
  await sleep(40000);
  const eye = watch(device, 1000);
  await sleep(60000);
  note(eye.powers.join(' '));
  check(eye.lowest > 10.7 && eye.highest < 11.4, `shown ${eye.lowest} to ${eye.highest} of 11.04 kW`);
  check(!eye.alarms.size, `alarms [${[...eye.alarms]}]`);
});
