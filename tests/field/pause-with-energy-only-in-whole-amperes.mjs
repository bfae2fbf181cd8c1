// Energy only, whole amperes only (others are a CALLERROR), status stays Charging, no boot: `idle` is followed late in
// a sample interval.
// Right: idle completes without a stop, no alarm; charge brings the power back.
import { play, ready, Vehicle, energy, sleep, ended, watch, refusal } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready(
    { keys: { MeterValuesSampledData: 'Energy.Active.Import.Register' } },
    { max_phases: 1 },
  );
  const store = charger.answers.SetChargingProfile;
  charger.answers.SetChargingProfile = q =>
    Number.isInteger(q.csChargingProfiles.chargingSchedule.chargingSchedulePeriod[0].limit)
      ? store(q)
      : refusal('PropertyConstraintViolation', 'limit must be an integer');
  await device.ceiling(7);
  const car = new Vehicle(charger, {
    wh: 3000,
    every: 10000,
    suspends: false,
    delay: 3000,
    sample: v => [energy(v.register())],
  });
  await car.begin();
  await sleep(27000);
  const eye = watch(device);
  const i = await device.order('idle', 100000);
  check(i.state === 'completed', `idle ${ended(i)}: ${i.result?.message ?? i.errorMessage}`);
  await sleep(8000);
  const c = await device.order('charge', 60000);
  check(c.state === 'completed', `charge ${ended(c)}`);
  await sleep(20000);
  check(
    !charger.count('RemoteStopTransaction') && !charger.count('RemoteStartTransaction') && !eye.alarms.size,
    `stops ${charger.count('RemoteStopTransaction')}, alarms [${[...eye.alarms]}]`,
  );
  check(Math.abs(car.kw() - 6.9) < 0.3, `draws ${car.kw().toFixed(2)} of 7 kW; told ${charger.story()}`);
});
