// Power is kW labelled W ("3.68"), the register is right, the ceiling of 3.7 is kept; later the ceiling of 1.8 is
// ignored.
// Right: 3.68 kW after three samples, no alarm; then an alarm for the excess.
import { play, ready, Vehicle, energy, power, sleep, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceilingTold(3.7);
  const car = new Vehicle(charger, {
    every: 5000,
    suspends: false,
    law: () => 16,
    sample: v => [energy(v.register()), power((v.watts() / 1000).toFixed(2))],
  });
  await car.begin();
  const eye = watch(device, 1000);
  await sleep(50000);
  check(
    Math.abs(eye.read.state.currentPower - 3.68) < 0.2 && eye.read.state.isCharging,
    `shown ${eye.read.state.currentPower} of 3.68 kW (${eye.read.metadata.powerSource})`,
  );
  check(!eye.alarms.size, `alarms [${[...eye.alarms]}]`);
  await device.ceiling(1.8);
  await sleep(115000);
  check(eye.alarms.has('LIMIT_NOT_FOLLOWED'), `then [${[...eye.alarms]}]`);
});
