// The base limit (TxDefaultProfile) is accepted without any effect, a TxProfile works. 7.36 kW flow under a ceiling of
// 3.7.
// Right: the other lever is tried after 30 s of proven excess: back under the ceiling within 90 s, no stop, later
// changes go there first.
import { play, ready, Vehicle, sleep, within } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceilingTold(3.7);
  const car = new Vehicle(charger, { every: 5000 });
  car.allowed = () => {
    const p = charger.profiles.find(q => q.p.chargingProfilePurpose === 'TxProfile');
    return p ? p.p.chargingSchedule.chargingSchedulePeriod[0].limit : Infinity;
  };
  car.steps = [];
  await car.begin();
  const at = Date.now();
  const when = await within(92000, () => car.kw() > 0 && car.kw() < 3.8 && Date.now() - at);
  check(when, `kept after ${(when / 1000).toFixed(0)} s; told ${charger.story()}`);
  await sleep(8000);
  const n = Date.now();
  await device.ceiling(2.3);
  await sleep(6000);
  check(Math.abs(car.kw() - 2.3) < 0.1, `then 2.3 kW: draws ${car.kw().toFixed(2)}; told ${charger.story(n)}`);
  check(!charger.count('RemoteStopTransaction'), 'no stop');
});
