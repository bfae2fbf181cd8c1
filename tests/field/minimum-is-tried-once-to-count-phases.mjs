// Ceiling 3.4 kW, phases unknown: 6 A on three phases would be 4.1. A three-phase vehicle.
// Right: the minimum is offered once for at most 60 s, then zero for the rest of the session; not again.
import { play, ready, Vehicle, energy, power, current, volts, sleep } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready();
  await device.ceilingTold(3.4);
  const car = new Vehicle(charger, {
    every: 4000,
    phases: 3,
    sample: v => [
      energy(v.register()),
      power(Math.round(v.watts())),
      ...['L1', 'L2', 'L3'].flatMap(p => [current(v.amps.toFixed(1), p), volts(230, p)]),
    ],
  });
  let over = 0,
    times = 0,
    was = false;
  const begin = Date.now();
  const peak = setInterval(() => {
    if (Date.now() - begin < 1500) return;
    const now = car.kw() > 3.5;
    if (now) over += 0.25;
    if (now && !was) ++times;
    was = now;
  }, 250);
  await car.begin();
  await sleep(140000);
  clearInterval(peak);
  check(
    over <= 66 && times <= 1,
    `over 3.4 kW for ${over.toFixed(0)} s in ${times} stretches; told ${charger.story()}`,
  );
  check(car.kw() === 0, `at the end ${car.kw().toFixed(2)} kW`);
});
