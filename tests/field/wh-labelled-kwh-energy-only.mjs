// Energy only; the register counts Wh and says kWh, meterStart and meterStop are Wh. 9.6 kW under a ceiling of 11 on
// three phases.
// Right: 160 Wh; no megawatts, no alarm, no stop.
import { play, ready, Vehicle, energy, sleep, session, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({ keys: { MeterValuesSampledData: 'Energy.Active.Import.Register' } });
  await device.ceilingTold(11);
  const car = new Vehicle(charger, {
    every: 10000,
    phases: 3,
    law: () => 14,
    suspends: false,
    sample: v => [energy(v.register(), { unit: 'kWh' })],
  });
  await car.begin();
  const id = charger.sessions[1],
    eye = watch(device);
  await sleep(100000);
  await charger.stop(car.register(), { reason: 'Local' });
  const t = await session(charger, id);
  check(
    Math.abs(t.energyWh - car.used()) <= 2,
    `session ${t.energyWh} of ${car.used().toFixed(0)} Wh (${t.energySource}) [${t.flags}]`,
  );
  check(
    eye.highest < 50 && !eye.alarms.size && !charger.count('RemoteStopTransaction'),
    `highest ${eye.highest} kW, alarms [${[...eye.alarms]}]`,
  );
});
