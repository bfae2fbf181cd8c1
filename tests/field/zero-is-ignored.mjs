// `idle`: the zero is accepted and ignored, 7.3 kW go on (measured). RemoteStop would be accepted.
// Right: no stop, no EFFECT_NOT_OBSERVED and no lesson before 180 s; never completed; what flows is shown.
import { play, ready, Vehicle, sleep, ended, watch, report } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceilingTold(7.4);
  const car = new Vehicle(charger, { every: 5000, suspends: false, law: () => 31.7 + Math.random() * 0.1 });
  await car.begin();
  await sleep(10000);
  const eye = watch(device),
    a = await device.push('idle');
  await sleep(150000);
  const e = await device.ended(a, 100);
  check(
    e.state === 'acknowledged' && !charger.count('RemoteStopTransaction'),
    `after 150 s ${ended(e)}, stops ${charger.count('RemoteStopTransaction')}; told ${charger.story()}`,
  );
  check(
    Math.abs(eye.read.state.currentPower - 7.3) < 0.1,
    `shown ${eye.read.state.currentPower}; alarms [${[...eye.alarms]}]`,
  );
  check(!((await report(charger)).report.lessons ?? []).some(x => /zero/.test(x.lesson)), 'no lesson');
});
