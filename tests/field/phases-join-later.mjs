// The vehicle begins on one phase and takes the other two after 70 s, at the same current each. Ceiling 7.4, no phases
// configured.
// Right: the limit rises while one phase draws, and comes down when three do: back under 7.4 within 90 s; truth shown.
import { play, ready, Vehicle, energy, power, current, volts, sleep, watch, within } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready();
  await device.ceilingTold(7.4);
  const car = new Vehicle(charger, {
    every: 4000,
    most: 32,
    sample: v => [
      energy(v.register()),
      power(Math.round(v.watts())),
      ...['L1', 'L2', 'L3'].flatMap((p, k) => [current(k < v.phases ? v.amps.toFixed(1) : 0, p), volts(230, p)]),
    ],
  });
  await car.begin();
  const eye = watch(device);
  await sleep(70000);
  check(car.kw() > 6.8 && car.kw() < 7.5, `on one phase ${car.kw().toFixed(2)} of 7.4 kW`);
  car.phases = 3;
  const at = Date.now();
  const back = await within(92000, () => car.kw() < 7.5 && Date.now() - at);
  await sleep(20000);
  check(
    back && car.kw() < 7.5,
    `on three phases back after ${(back / 1000).toFixed(0)} s at ${car.kw().toFixed(2)} kW; told ${charger.story()}`,
  );
  check(Math.abs(eye.read.state.currentPower - car.kw()) < 0.3, `shown ${eye.read.state.currentPower}`);
});
