// Each session begins with 12 s of full current before the base limit counts. Three sessions under a ceiling of 3.7.
// Right: no alarm that blinks, no other strategies, no lesson.
import { play, ready, Vehicle, sleep, watch, report } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceilingTold(3.7);
  let begunAt = 0;
  const car = new Vehicle(charger, { every: 4000, law: a => (Date.now() - begunAt < 12000 ? 32 : a) });
  const eye = watch(device, 1000),
    at = Date.now();
  for (let i = 0; i < 3; ++i) {
    begunAt = Date.now();
    await car.begin();
    await sleep(36000);
    await charger.stop(car.register(), { reason: 'EVDisconnected' });
    await charger.status('Available');
    await sleep(3000);
  }
  check(!eye.alarms.size, `alarms [${[...eye.alarms]}]`);
  check(charger.limits(at).length <= 8, `${charger.limits(at).length} limits: ${charger.story(at)}`);
  const lessons = ((await report(charger)).report.lessons ?? []).filter(
    l => l.counts && /tx_profile|zero|lever/.test(JSON.stringify(l)),
  );
  check(!lessons.length, `lessons ${JSON.stringify(lessons)}`);
});
