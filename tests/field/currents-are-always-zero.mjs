// The current clamps are not mounted: 0 A on all phases for ever, voltages right, power (7.36) and register right. The
// ceiling is 7.4.
// Right: 7.36 kW, charging; idle completes by the power; no phases are concluded from zeros.
import { play, ready, Vehicle, energy, power, current, volts, sleep, watch, ended } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(7.4);
  const car = new Vehicle(charger, {
    every: 4000,
    suspends: false,
    sample: v => [
      energy(v.register()),
      power(Math.round(v.watts())),
      ...['L1', 'L2', 'L3'].flatMap(p => [current(0, p), volts(230, p)]),
    ],
  });
  await car.begin();
  await sleep(12000);
  const eye = watch(device, 1000);
  await sleep(50000);
  check(eye.lowest > 7.2 && eye.highest < 7.5, `shown ${eye.lowest} to ${eye.highest} kW`);
  check(
    Math.abs(car.kw() - 7.36) < 0.1 && !eye.alarms.size,
    `draws ${car.kw().toFixed(2)}, alarms [${[...eye.alarms]}]; told ${charger.story()}`,
  );
  const i = await device.order('idle', 60000),
    c = await device.order('charge', 60000);
  check(i.state === 'completed' && c.state === 'completed', `idle ${ended(i)}, charge ${ended(c)}`);
});
