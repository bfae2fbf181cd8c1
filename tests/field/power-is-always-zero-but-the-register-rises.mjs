// Power is told as 0 for ever (a firmware fault), there are no currents, the register rises by 7.2 kW in steps of 1
// Wh; ceiling 7.4.
// Right: about 7.2 kW and charging; `idle`, which is ignored, is not completed by that 0.
import { play, ready, Vehicle, energy, power, sleep, watch, ended } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(7.4);
  const car = new Vehicle(charger, {
    every: 5000,
    law: () => 31.3,
    suspends: false,
    sample: v => [energy(v.register()), power(0)],
  });
  await car.begin();
  const eye = watch(device);
  await sleep(60000);
  check(
    Math.abs(eye.read.state.currentPower - 7.2) < 0.8 && eye.read.state.isCharging,
    `shown ${eye.read.state.currentPower} (${eye.read.metadata.powerSource}), isCharging ${eye.read.state.isCharging}`,
  );
  check(!eye.alarms.size, `alarms [${[...eye.alarms]}]`);
  const a = await device.push('idle'),
    e = await device.ended(a, 80000);
  check(e.state !== 'completed', `idle ${ended(e)}: ${e.result?.message ?? e.errorMessage ?? ''}`);
});
