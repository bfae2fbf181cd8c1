// The power of L1 alone is told (3.68 kW, labelled L1), three phases draw; the register is of all. The ceiling of 4.2
// is ignored.
// Right: the register proves 11 kW: alarm by 120 s and a sample, shown near it.
import { play, ready, Vehicle, energy, power, sleep, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready();
  await device.ceilingTold(4.2);
  const car = new Vehicle(charger, {
    every: 5000,
    phases: 3,
    suspends: false,
    law: () => 15.9 + Math.random() * 0.1,
    sample: v => [energy(v.register()), power(Math.round(v.watts() / 3), 'L1')],
  });
  await car.begin();
  const eye = watch(device);
  await sleep(132000);
  check(eye.alarms.has('LIMIT_NOT_FOLLOWED'), `alarms [${[...eye.alarms]}]`);
  check(
    Math.abs(eye.read.state.currentPower - 11) < 1.4,
    `shown ${eye.read.state.currentPower} of 11 kW (${eye.read.metadata.powerSource})`,
  );
});
