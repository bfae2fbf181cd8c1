// After a zero the charger refuses every limit above zero (Rejected) as long as the session lasts.
// Right: charge fails COMMAND_REJECTED (in the charger's way), but is not followed by a stop of the session.
import { play, ready, Vehicle, sleep, ended, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(7.4);
  const car = new Vehicle(charger, { every: 4000 });
  await car.begin();
  await sleep(10000);
  const i = await device.order('idle', 60000);
  const store = charger.answers.SetChargingProfile;
  charger.answers.SetChargingProfile = q =>
    q.csChargingProfiles.chargingSchedule.chargingSchedulePeriod[0].limit > 0 ? { status: 'Rejected' } : store(q);
  charger.answers.ClearChargingProfile = () => ({ status: 'Unknown' });
  await sleep(4000);
  const at = Date.now(),
    c = await device.order('charge', 140000);
  check(
    c.state === 'failed' && c.errorCode === 'COMMAND_REJECTED',
    `idle ${ended(i)}, charge ${ended(c)}: ${c.errorMessage}`,
  );
  await sleep(15000);
  check(
    !charger.count('RemoteStopTransaction') && !!charger.sessions[1],
    `stops ${charger.count('RemoteStopTransaction')}`,
  );
  // Five heights, and each other strategy once.
  check(charger.limits(at).length <= 20, `${charger.limits(at).length} limits: ${charger.story(at)}`);
});
