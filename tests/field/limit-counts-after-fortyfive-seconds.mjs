// Every limit counts 45 s after it was accepted. The ceiling goes from 7.4 to 3.7 in the session.
// Right: no stop, no lesson, at most three further tellings; at the end 3.68 kW, no alarm left, nothing learnt that is
// untrue.
import { play, ready, Vehicle, sleep, watch, report, alarms } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(7.4);
  const car = new Vehicle(charger, { every: 5000, delay: 45000 });
  await car.begin();
  await sleep(20000);
  const at = Date.now();
  await device.ceiling(3.7);
  await sleep(110000);
  const r = await device.read(),
    lessons = (await report(charger)).report.lessons ?? [];
  check(
    Math.abs(r.state.currentPower - 3.68) < 0.2,
    `shown ${r.state.currentPower}, drawn ${car.kw().toFixed(2)} of 3.68 kW`,
  );
  check(!charger.count('RemoteStopTransaction'), `stops ${charger.count('RemoteStopTransaction')}`);
  check(charger.limits(at).length <= 4, `limits ${charger.story(at)}`);
  check(
    !alarms(r).length && !lessons.some(l => l.counts),
    `alarms [${alarms(r)}], lessons ${JSON.stringify(lessons)}`,
  );
});
