// The register counts Wh and says kWh; power is right. meterStart and meterStop are Wh as they must be.
// Right: Wh are taken for Wh, no megawatts, no alarm.
import { play, ready, Vehicle, energy, power, sleep, session, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(7.4);
  const car = new Vehicle(charger, {
    wh: 100000,
    every: 5000,
    sample: v => [energy(v.register(), { unit: 'kWh' }), power(Math.round(v.watts()))],
  });
  await car.begin();
  const id = charger.sessions[1],
    eye = watch(device);
  await sleep(60000);
  await car.speak();
  const flowed = car.used(),
    n = charger.limits().length;
  await charger.stop(car.register(), { reason: 'Local' });
  const t = await session(charger, id);
  check(
    Math.abs(t.energyWh - flowed) <= 2,
    `session ${t.energyWh} of ${flowed.toFixed(0)} Wh (${t.energySource}) [${t.flags}]`,
  );
  check(
    eye.highest < 8 && !eye.alarms.size && n <= 3,
    `highest ${eye.highest} kW, alarms [${[...eye.alarms]}], ${n} limits`,
  );
});
