// A one-phase vehicle on a three-phase box; L2 and L3 show 1.8 A each for ever (a filter). The ceiling is 6.9 kW.
// Right: one phase draws: the limit may rise to 30 A (6.9 kW), and is never more.
import { play, ready, Vehicle, current, volts, energy, power, sleep, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready();
  await device.ceilingTold(6.9);
  const car = new Vehicle(charger, {
    every: 5000,
    sample: v => [
      energy(v.register()),
      power(Math.round(v.watts())),
      current(v.amps.toFixed(1), 'L1'),
      current(v.amps ? 1.8 : 0.2, 'L2'),
      current(v.amps ? 1.8 : 0.2, 'L3'),
      ...['L1', 'L2', 'L3'].map(p => volts(230, p)),
    ],
  });
  await car.begin();
  const eye = watch(device);
  await sleep(110000);
  check(car.kw() > 6.2 && car.kw() <= 6.95, `draws ${car.kw().toFixed(2)} of 6.9 kW; told ${charger.story()}`);
  check(Math.abs(eye.read.state.currentPower - car.kw()) < 0.3, `shown ${eye.read.state.currentPower}`);
  check(!eye.alarms.size, `alarms [${[...eye.alarms]}]`);
});
