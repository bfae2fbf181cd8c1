// After 20 s at 2.3 kW the power value hangs there for ever; the vehicle takes 7.36 kW, the register shows it. The
// ceiling of 3.7 is ignored.
// Right: a hanging value proves nothing, the register does: alarm within 120 s and a sample, shown near 7.36.
import { play, ready, Vehicle, energy, power, sleep, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceilingTold(3.7);
  let amps = 10;
  const car = new Vehicle(charger, {
    every: 5000,
    suspends: false,
    law: () => amps,
    sample: v => [energy(v.register()), power(2300)],
  });
  await car.begin();
  await sleep(20000);
  amps = 32;
  const eye = watch(device);
  await sleep(132000);
  check(eye.alarms.has('LIMIT_NOT_FOLLOWED'), `alarms [${[...eye.alarms]}]`);
  check(
    Math.abs(eye.read.state.currentPower - 7.36) < 0.9,
    `shown ${eye.read.state.currentPower} of 7.36 kW (${eye.read.metadata.powerSource})`,
  );
});
