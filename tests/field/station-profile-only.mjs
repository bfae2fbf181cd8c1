// TxDefaultProfile and TxProfile are refused in every form, ChargePointMaxProfile is taken.
// Right: the ceiling is kept by it within 90 s, no LIMIT_REFUSED at the end; idle and charge work.
import { play, ready, Vehicle, sleep, ended, alarms, within } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  const store = charger.answers.SetChargingProfile;
  charger.answers.SetChargingProfile = q =>
    q.csChargingProfiles.chargingProfilePurpose === 'ChargePointMaxProfile' ? store(q) : { status: 'Rejected' };
  await device.ceilingTold(3.7);
  const car = new Vehicle(charger, { every: 4000 });
  await car.begin();
  const at = Date.now();
  const when = await within(92000, () => car.kw() > 0 && car.kw() < 3.8 && Date.now() - at);
  check(when, `kept after ${(when / 1000).toFixed(0)} s; told ${charger.story()}`);
  await sleep(10000);
  check(!alarms(await device.read()).includes('LIMIT_REFUSED'), `alarms [${alarms(await device.read())}]`);
  const i = await device.order('idle', 60000),
    a = car.amps;
  await sleep(3000);
  const c = await device.order('charge', 60000);
  await sleep(5000);
  check(
    i.state === 'completed' && a === 0 && c.state === 'completed' && car.kw() > 3,
    `idle ${ended(i)}, charge ${ended(c)}, draws ${car.kw().toFixed(2)}`,
  );
});
