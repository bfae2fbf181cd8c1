// Per-phase power and currents without any unit, whole amperes only (10.7 is a CALLERROR), stays Available until
// Charging, status 2 s late.
// Right: power is the sum, the limit is told again in whole amperes, idle and charge complete; energy exact.
import { play, ready, Vehicle, sleep, session, ended, refusal, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({
    keys: { MeterValuesSampledData: 'Power.Active.Import,Current.Import,Energy.Active.Import.Register' },
  });
  const store = charger.answers.SetChargingProfile;
  charger.answers.SetChargingProfile = q =>
    Number.isInteger(q.csChargingProfiles.chargingSchedule.chargingSchedulePeriod[0].limit)
      ? store(q)
      : refusal('FormationViolation', 'not an integer');
  const status = charger.status.bind(charger);
  charger.status = async (s, k, m) => {
    if (s === 'Preparing') return;
    await sleep(2000);
    return status(s, k, m);
  };
  await device.ceiling(7.4);
  const bare = (v, m, phase) => ({ value: String(v), measurand: m, ...(phase && { phase }) });
  const car = new Vehicle(charger, {
    every: 5000,
    phases: 3,
    most: 16,
    sample: v => [
      bare(v.register(), 'Energy.Active.Import.Register'),
      ...['L1', 'L2', 'L3'].flatMap(p => [
        bare(Math.round(v.watts() / 3), 'Power.Active.Import', p),
        bare(v.amps, 'Current.Import', p),
      ]),
    ],
  });
  await car.begin();
  const id = charger.sessions[1],
    eye = watch(device, 1000);
  await sleep(30000);
  check(
    Math.abs(eye.read.state.currentPower - 6.9) < 0.1 && car.amps === 10,
    `shown ${eye.read.state.currentPower} kW, draws ${car.amps} A; told ${charger.story()}`,
  );
  const i = await device.order('idle', 60000);
  await sleep(4000);
  const c = await device.order('charge', 60000);
  await sleep(8000);
  check(
    i.state === 'completed' && c.state === 'completed' && !eye.alarms.size,
    `idle ${ended(i)}, charge ${ended(c)}, alarms [${[...eye.alarms]}]`,
  );
  await charger.stop(car.register(), { reason: 'Local' });
  const t = await session(charger, id);
  check(
    Math.abs(t.energyWh - car.used()) <= 2,
    `session ${t.energyWh} of ${car.used().toFixed(0)} Wh [${t.flags}]`,
  );
});
