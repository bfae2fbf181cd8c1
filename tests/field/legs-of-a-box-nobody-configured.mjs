// Split phase, nothing configured: 240 V as L1-L2, the one current as L1 and L2, power right. Ceiling 7.2.
// Right: never more than 7.2 kW (30 A) told in effect; at the end most of the ceiling is used.
import { play, ready, Vehicle, energy, power, current, volts, sleep, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready();
  await device.ceiling(7.2);
  await sleep(1500);
  const car = new Vehicle(charger, {
    every: 4000,
    volts: 240,
    most: 48,
    sample: v => [
      energy(v.register()),
      power(Math.round(v.watts())),
      current(v.amps.toFixed(1), 'L1'),
      current(v.amps.toFixed(1), 'L2'),
      volts(240.2, 'L1-L2'),
    ],
  });
  let most = 0;
  const peak = setInterval(() => {
    most = Math.max(most, car.kw());
  }, 200);
  await car.begin();
  const eye = watch(device);
  await sleep(100000);
  clearInterval(peak);
  check(most <= 7.35, `most drawn ${most.toFixed(2)} of 7.2 kW; told ${charger.story()}`);
  check(
    car.kw() > 3.4 && Math.abs(eye.read.state.currentPower - car.kw()) < 0.3,
    `draws ${car.kw().toFixed(2)}, shown ${eye.read.state.currentPower} kW, alarms [${[...eye.alarms]}]`,
  );
});
