// The ceiling of 3.7 is kept; an app of the maker's lifts it to full current 25 s later, and again 25 s after each
// time it was told.
// Right: told again (not more than about once a minute), EXTERNAL_CONTROLLER_SUSPECTED after the second time; no
// lesson, no stop.
import { play, ready, Vehicle, sleep, watch, report } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceilingTold(3.7);
  const car = new Vehicle(charger, { every: 4000 });
  const lift = () =>
    setTimeout(() => {
      charger.profiles = [];
      car.steps.push({ at: Date.now(), amps: 32 });
    }, 25000);
  const before = charger.onLimit;
  let timer;
  charger.onLimit = () => {
    before();
    clearTimeout(timer);
    timer = lift();
  };
  timer = lift();
  await car.begin();
  const eye = watch(device, 1000),
    at = Date.now();
  await sleep(165000);
  check(eye.alarms.has('EXTERNAL_CONTROLLER_SUSPECTED'), `alarms [${[...eye.alarms]}]`);
  check(charger.limits(at).length >= 2 && charger.limits(at).length <= 8, `limits ${charger.story(at)}`);
  check(!charger.count('RemoteStopTransaction'), `stops ${charger.count('RemoteStopTransaction')}`);
});
