// The ceiling of 1 kW is below the minimum: a zero. The charger accepts it and goes on with 7.36 kW, measured.
// RemoteStop works.
// Right: the zero is enforced by a RemoteStop after 75 s of proven excess, not before.
import { play, ready, Vehicle, sleep, watch, within } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceilingTold(7.4);
  const car = new Vehicle(charger, { every: 5000, suspends: false, law: () => 32 });
  charger.answers.RemoteStopTransaction = () => {
    setTimeout(async () => {
      await charger.stop(car.register(), { reason: 'Remote' });
      await charger.status('Finishing');
    }, 1000);
    return { status: 'Accepted' };
  };
  await car.begin();
  await sleep(20000);
  const at = Date.now(),
    eye = watch(device);
  await device.ceiling(1);
  const when = await within(125000, () => charger.count('RemoteStopTransaction') && Date.now() - at);
  check(when && when > 60000, `RemoteStop after ${(when / 1000).toFixed(0)} s`);
  await sleep(6000);
  check(car.kw() === 0, `draws ${car.kw()} kW; alarms were [${[...eye.alarms]}]`);
});
