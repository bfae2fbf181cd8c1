// A W-only charger of 22 kW refuses any limit above 22000 W; no ceiling was ever written. idle, then charge.
// Right: charge resumes at its rating or below, no stop, the refused number is not told again and again.
import { play, ready, Vehicle, sleep, ended } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({ keys: { ChargingScheduleAllowedChargingRateUnit: 'Power' } });
  const store = charger.answers.SetChargingProfile;
  let refused = [];
  charger.answers.SetChargingProfile = q => {
    const s = q.csChargingProfiles.chargingSchedule,
      l = s.chargingSchedulePeriod[0].limit;
    if (s.chargingRateUnit !== 'W' || l > 22000) {
      refused.push(l + s.chargingRateUnit);
      return { status: 'Rejected' };
    }
    return store(q);
  };
  const car = new Vehicle(charger, { every: 4000, phases: 3, most: 32 });
  await car.begin();
  await sleep(10000);
  const i = await device.order('idle', 60000);
  await sleep(4000);
  const c = await device.order('charge', 90000);
  await sleep(8000);
  const r = await device.read();
  check(i.state === 'completed' && c.state === 'completed', `idle ${ended(i)}, charge ${ended(c)}`);
  check(car.kw() > 8, `draws ${car.kw().toFixed(1)} kW; told ${charger.story()}`);
  check(refused.length <= 5, `refused ${refused}`);
  check(!charger.count('RemoteStopTransaction'), `stops ${charger.count('RemoteStopTransaction')}`);
  check(r.state.powerRateLimit <= 50 && r.state.powerRateLimit > 0, `powerRateLimit ${r.state.powerRateLimit}`);
});
