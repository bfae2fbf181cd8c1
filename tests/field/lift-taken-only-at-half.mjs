// 32 A were accepted at first; after the pause the box is hot and refuses every limit above 16 A (and not 0) for the
// rest of the session.
// Right: the refused lift is tried lower (half-way), charge completes, no stop.
import { play, ready, Vehicle, sleep, ended } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(7.4);
  const car = new Vehicle(charger, { every: 4000 });
  await car.begin();
  await sleep(12000);
  const i = await device.order('idle', 60000);
  const store = charger.answers.SetChargingProfile;
  charger.answers.SetChargingProfile = q =>
    q.csChargingProfiles.chargingSchedule.chargingSchedulePeriod[0].limit > 16 ? { status: 'Rejected' } : store(q);
  await sleep(4000);
  const at = Date.now(),
    c = await device.order('charge', 120000);
  await sleep(8000);
  check(
    i.state === 'completed' && c.state === 'completed',
    `idle ${ended(i)}, charge ${ended(c)}: ${c.errorMessage ?? c.result?.message}`,
  );
  check(car.amps >= 6, `draws ${car.amps} A; told ${charger.story(at)}`);
  check(!charger.count('RemoteStopTransaction'), `stops ${charger.count('RemoteStopTransaction')}`);
});
