// Power is told ten times too small (736 W for 7.36 kW), the register is right, no currents; the ceiling of 3.7 is
// ignored.
// Right: the register bears out 7.36 kW: shown, alarmed by 120 s and a sample.
import { play, ready, Vehicle, energy, power, sleep, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceilingTold(3.7);
  const car = new Vehicle(charger, {
    every: 5000,
    suspends: false,
    law: () => 31.9 + Math.random() * 0.1,
    sample: v => [energy(v.register()), power(Math.round(v.watts() / 10))],
  });
  await car.begin();
  const eye = watch(device);
  await sleep(132000);
  check(eye.alarms.has('LIMIT_NOT_FOLLOWED'), `alarms [${[...eye.alarms]}]`);
  check(
    Math.abs(eye.read.state.currentPower - 7.36) < 0.9,
    `shown ${eye.read.state.currentPower} of 7.36 kW (${eye.read.metadata.powerSource})`,
  );
});
