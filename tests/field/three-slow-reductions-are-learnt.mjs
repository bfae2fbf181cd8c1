// Reductions count after 20 s, rises at once. Four times the ceiling is halved and lifted again in one session.
// Right: each wish is told once (twice at most), no other lever is tried, no alarm.
import { play, ready, Vehicle, sleep, watch, report } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(7.4);
  const car = new Vehicle(charger, { every: 4000 });
  const before = charger.onLimit;
  charger.onLimit = () => {
    car.delay = car.allowed() < (car.inForce ?? Infinity) ? 20000 : 500;
    before();
  };
  await car.begin();
  await sleep(12000);
  const eye = watch(device),
    at = Date.now();
  for (let i = 0; i < 4; ++i) {
    await device.ceiling(3.7);
    await sleep(25000);
    await device.ceiling(7.4);
    await sleep(11000);
  }
  const n = charger.limits(at).length;
  check(n <= 10, `8 changes, ${n} limits: ${charger.story(at)}`);
  check(!eye.alarms.size && !charger.count('RemoteStopTransaction'), `alarms [${[...eye.alarms]}]`);
});
