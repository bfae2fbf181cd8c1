// Once a current of 653.5 A is told (a bus error), while power and register say 7.36 kW; and once a voltage of 0.
// Right: never more than 8 kW shown, no alarm, no limit because of it.
import { play, ready, Vehicle, energy, power, current, volts, sleep, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(7.4);
  let n = 0;
  const car = new Vehicle(charger, {
    every: 4000,
    sample: v => {
      ++n;
      return [
        energy(v.register()),
        power(Math.round(v.watts())),
        current(n % 6 === 0 ? 653.5 : v.amps.toFixed(1), 'L1'),
        volts(n % 6 === 3 ? 0 : 230, 'L1'),
      ];
    },
  });
  await car.begin();
  await sleep(10000);
  const eye = watch(device, 500),
    at = Date.now();
  await sleep(75000);
  check(eye.lowest > 7 && eye.highest < 8, `shown ${eye.lowest} to ${eye.highest} of 7.36 kW`);
  check(
    !eye.alarms.size && charger.limits(at).length <= 1,
    `alarms [${[...eye.alarms]}], limits ${charger.story(at)}`,
  );
});
