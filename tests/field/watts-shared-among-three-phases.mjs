// A W-only charger that takes the limit for each phase: 5000 W become 15 kW on three phases. The ceiling is 5; power
// is measured.
// Right: the excess is seen and lifted: under the ceiling within 90 s, or alarmed by 120 s; never a stop first.
import { play, ready, Vehicle, energy, power, sleep, watch, within } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({ keys: { ChargingScheduleAllowedChargingRateUnit: 'Power' } });
  const store = charger.answers.SetChargingProfile;
  charger.answers.SetChargingProfile = q =>
    q.csChargingProfiles.chargingSchedule.chargingRateUnit === 'W' ? store(q) : { status: 'Rejected' };
  await device.ceilingTold(5);
  const car = new Vehicle(charger, {
    every: 5000,
    phases: 3,
    most: 32,
    suspends: false,
    sample: v => [energy(v.register()), power(Math.round(v.watts()))],
  });
  car.allowed = () => {
    const l = charger.limit();
    return l === undefined ? Infinity : l.value / 230;
  };
  car.steps = [{ at: 0, amps: car.allowed() }];
  await car.begin();
  const eye = watch(device),
    at = Date.now();
  const back = await within(92000, () => car.kw() > 0 && car.kw() < 5.2 && Date.now() - at);
  await sleep(back ? 3000 : 30000);
  check(
    back || eye.alarms.has('LIMIT_NOT_FOLLOWED'),
    `back after ${back && (back / 1000).toFixed(0)} s, alarms [${[...eye.alarms]}], draws ${car.kw().toFixed(1)}; told ${charger.story()}`,
  );
  check(!charger.count('RemoteStopTransaction'), 'no stop');
});
