// The ceiling is ignored for 80 s (a menu of the charger), then kept.
// Right: LIMIT_NOT_FOLLOWED comes by 120 s after the cause and goes soon after the limit is kept; no stop.
import { play, ready, Vehicle, sleep, watch, alarms } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceilingTold(3.7);
  let deaf = true;
  const car = new Vehicle(charger, { every: 5000, law: a => (deaf ? 32 : a) });
  await car.begin();
  const eye = watch(device, 1000);
  await sleep(80000);
  check(eye.alarms.has('LIMIT_NOT_FOLLOWED'), `in 80 s [${[...eye.alarms]}]`);
  deaf = false;
  await sleep(35000);
  const r = await device.read();
  check(!alarms(r).length, `35 s after it is kept [${alarms(r)}]`);
  check(
    Math.abs(r.state.currentPower - 3.68) < 0.2 && !charger.count('RemoteStopTransaction'),
    `shown ${r.state.currentPower}, stops ${charger.count('RemoteStopTransaction')}`,
  );
});
