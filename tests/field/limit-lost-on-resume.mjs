// The charger forgets its profiles whenever the vehicle pauses by itself and comes back (SuspendedEV, then full
// current).
// Right: the lost limit is noticed and told again: back under the ceiling within 90 s.
import { play, ready, Vehicle, sleep, watch, within } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceilingTold(3.7);
  const car = new Vehicle(charger, { every: 5000, suspends: false });
  await car.begin();
  await sleep(20000);
  car.law = () => 0;
  await charger.status('SuspendedEV');
  await sleep(15000);
  charger.profiles = [];
  charger.onLimit();
  car.law = a => a;
  await sleep(500);
  await charger.status('Charging');
  const at = Date.now();
  await sleep(1500);
  check(car.kw() > 7, `full current after the pause: ${car.kw().toFixed(2)} kW`);
  const back = await within(92000, () => car.kw() < 3.8 && Date.now() - at);
  check(back, `back under 3.7 kW after ${(back / 1000).toFixed(0)} s; told ${charger.story(at)}`);
});
