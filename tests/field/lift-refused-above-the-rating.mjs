// Rated 16 A: refuses any limit above (Rejected), takes watts never. The ceiling is 22 kW on three phases; idle, then
// charge, then 7 kW, then 22 again.
// Right: no limit above 16 A is told again and again; charge resumes, no stop, power as high as the charger allows.
import { play, ready, Vehicle, sleep, ended, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready();
  const store = charger.answers.SetChargingProfile;
  const refused = [];
  charger.answers.SetChargingProfile = q => {
    const s = q.csChargingProfiles.chargingSchedule,
      l = s.chargingSchedulePeriod[0].limit;
    if (s.chargingRateUnit === 'W' || l > 16) {
      refused.push(`${l}${s.chargingRateUnit}`);
      return { status: 'Rejected' };
    }
    return store(q);
  };
  await device.ceiling(22);
  await sleep(3000);
  const car = new Vehicle(charger, { every: 4000, phases: 3, most: 16 });
  await car.begin();
  await sleep(12000);
  const i = await device.order('idle', 60000);
  await sleep(5000);
  const c = await device.order('charge', 70000);
  await sleep(6000);
  check(i.state === 'completed' && c.state === 'completed', `idle ${ended(i)}, charge ${ended(c)}`);
  await device.ceiling(7);
  await sleep(12000);
  const low = car.kw();
  await device.ceiling(22);
  await sleep(25000);
  const eye = await device.read();
  check(low <= 7.05, `under 7 kW: ${low.toFixed(2)}`);
  check(car.kw() > 10.9, `at the end ${car.kw().toFixed(2)} of 11.04 kW`);
  check(
    Math.abs(eye.state.powerRateLimit - 11.04) < 0.2 && eye.state.maxCurrent === 16,
    `the read says ${eye.state.powerRateLimit} kW, ${eye.state.maxCurrent} A of the acknowledged 16 A`,
  );
  check(refused.length <= 20, `refused limits ${refused}`);
  check(
    !charger.count('RemoteStopTransaction'),
    `stops ${charger.count('RemoteStopTransaction')}; told ${charger.story()}`,
  );
});
