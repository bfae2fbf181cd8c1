// Energy only, 100 Wh steps, samples every 10 s; 11 kW flow, the ceiling of 3.7 is accepted and ignored from the start.
// Right: two steps and a sample prove it (76 s): LIMIT_NOT_FOLLOWED by 120 s and a sample; the truth shown then.
import { play, ready, Vehicle, energy, watch, within } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({ keys: { MeterValuesSampledData: 'Energy.Active.Import.Register' } });
  await device.ceilingTold(3.7);
  const car = new Vehicle(charger, {
    wh: 88030,
    step: 100,
    every: 10000,
    phases: 3,
    law: () => 16,
    suspends: false,
    sample: v => [energy(v.register())],
  });
  await car.begin();
  const eye = watch(device, 1000),
    at = Date.now();
  const when = await within(132000, () => eye.alarms.has('LIMIT_NOT_FOLLOWED') && Date.now() - at);
  check(when, `LIMIT_NOT_FOLLOWED after ${(when / 1000).toFixed(0)} s (a step comes every 33 s)`);
  check(
    Math.abs(eye.read.state.currentPower - 11.04) < 3,
    `shown ${eye.read.state.currentPower} of 11.04 kW (${eye.read.metadata.powerSource})`,
  );
});
