// One phase, 253 V at rest and 241 V under load, one sample of 205 V; power told; ceiling 7.4.
// Right: never more than 7.4 kW for longer than a few seconds, no flutter of limits.
import { play, ready, Vehicle, energy, power, current, volts, sleep, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceilingTold(7.4);
  let n = 0;
  const car = new Vehicle(charger, {
    every: 5000,
    most: 40,
    volts: 253,
    sample: v => {
      v.volts = ++n === 6 ? 205 : v.amps > 10 ? 241 : 253;
      return [
        energy(v.register()),
        power(Math.round(v.watts())),
        current(v.amps.toFixed(1), 'L1'),
        volts(v.volts, 'L1'),
      ];
    },
  });
  let over = 0,
    longest = 0;
  const peak = setInterval(() => {
    over = car.kw() > 7.5 ? over + 0.25 : 0;
    longest = Math.max(longest, over);
  }, 250);
  await car.begin();
  const at = Date.now();
  await sleep(90000);
  clearInterval(peak);
  check(longest <= 40, `over 7.5 kW for ${longest.toFixed(0)} s at a time`);
  check(
    charger.limits(at).length <= 8 && car.kw() > 6.8,
    `limits ${charger.story(at)}; draws ${car.kw().toFixed(2)}`,
  );
});
