// Once in a session Power says 65535 W (a bus error) while current, voltage and register say 7.36 kW; later it says
// 65535 for ever.
// Right: two agreeing sources bound it: never more than 8 kW shown, no alarm, no limit because of it.
import { play, ready, Vehicle, energy, power, current, volts, sleep, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(7.4);
  let n = 0,
    stuck = false;
  const car = new Vehicle(charger, {
    every: 4000,
    sample: v => [
      energy(v.register()),
      power(stuck || ++n === 7 ? 65535 : Math.round(v.watts())),
      current(v.amps.toFixed(1), 'L1'),
      volts(230, 'L1'),
    ],
  });
  await car.begin();
  await sleep(14000);
  const eye = watch(device, 500),
    at = Date.now();
  await sleep(35000);
  check(eye.highest < 8, `once: highest shown ${eye.highest} kW`);
  eye.reset();
  stuck = true;
  await sleep(70000);
  check(
    Math.abs(eye.read.state.currentPower - 7.36) < 0.5,
    `for ever: at the end ${eye.read.state.currentPower}, highest ${eye.highest} kW`,
  );
  check(
    !eye.alarms.size && charger.limits(at).length <= 1,
    `alarms [${[...eye.alarms]}], limits ${charger.story(at)}`,
  );
});
