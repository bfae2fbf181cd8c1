// Energy only, steps of 10 Wh every 10 s: 7.36 kW flow, the ceiling is 3.7 from the start and is accepted and ignored.
// Right: proven and alarmed within 120 s and two register steps plus one sample interval, and told truly.
import { play, ready, Vehicle, energy, sleep, watch, within } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready(
    { keys: { MeterValuesSampledData: 'Energy.Active.Import.Register' } },
    { max_phases: 1 },
  );
  await device.ceilingTold(3.7);
  const car = new Vehicle(charger, {
    wh: 250000,
    step: 10,
    every: 10000,
    law: () => 32,
    suspends: false,
    sample: v => [energy(v.register())],
  });
  await car.begin();
  const eye = watch(device, 1000),
    at = Date.now();
  const when = await within(150000, () => eye.alarms.has('LIMIT_NOT_FOLLOWED') && Date.now() - at);
  check(when && when < 142000, `LIMIT_NOT_FOLLOWED after ${(when / 1000).toFixed(0)} s`);
  check(
    Math.abs(eye.read.state.currentPower - 7.36) < 1,
    `shown ${eye.read.state.currentPower} kW of 7.36 (${eye.read.metadata.powerSource})`,
  );
  const a = await device.push('idle');
  await sleep(15000);
  check((await device.ended(a, 1000)).state !== 'completed', 'idle is not completed while it goes on');
});
