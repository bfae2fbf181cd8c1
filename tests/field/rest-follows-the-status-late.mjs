// A charger whose status is quick and whose meter is slow: SuspendedEVSE at once after the zero, samples of 7.36 kW every
// 4 s for 25 s more (the contactor opens late), then 0.
// Right: `idle` completes when the power is gone, not before; one limit, no stop, no alarm.
import { play, ready, Vehicle, sleep, ended, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceilingTold(7.4);
  const car = new Vehicle(charger, { every: 4000, delay: 25000, suspends: false });
  const before = charger.onLimit;
  charger.onLimit = () => {
    before();
    const zero = charger.limit()?.value === 0;
    setTimeout(() => charger.sessions[1] && charger.status(zero ? 'SuspendedEVSE' : 'Charging'), 500);
  };
  await car.begin();
  await sleep(30000);
  const eye = watch(device);
  const at = Date.now();
  const action = await device.push('idle');
  const end = await device.ended(action, 80000);
  const kw = car.kw();
  check(
    end.state === 'completed' && kw < 0.1,
    `idle ${ended(end)} after ${((Date.now() - at) / 1000).toFixed(0)} s with ${kw.toFixed(2)} kW flowing`,
  );
  check(
    charger.limits(at).length <= 2 && !charger.count('RemoteStopTransaction') && !eye.alarms.size,
    `told ${charger.story(at)}, alarms [${[...eye.alarms]}]`,
  );
});
