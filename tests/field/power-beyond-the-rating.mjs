// rated_kw 7.4; power alone is told, without register and currents: 7.36 kW, twice 40 kW for one sample.
// Right: beyond 1.25 x the rating counts only where a second source agrees: not shown, no energy from it, no alarm.
import { play, ready, Vehicle, power, sleep, watch, session } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready(
    { keys: { MeterValuesSampledData: 'Power.Active.Import' } },
    { max_phases: 1, rated_kw: 7.4 },
  );
  await device.ceiling(7.4);
  let n = 0;
  const car = new Vehicle(charger, {
    every: 4000,
    meterStart: 0,
    sample: v => [power(++n === 8 || n === 15 ? 40000 : Math.round(v.watts()))],
  });
  await car.begin();
  const id = charger.sessions[1];
  await sleep(8000);
  const eye = watch(device, 500);
  await sleep(85000);
  check(eye.highest <= 9.25, `highest ${eye.highest} of 7.36 kW`);
  check(!eye.alarms.size, `alarms [${[...eye.alarms]}]`);
  await charger.stop(0, { reason: 'Local' });
  const t = await session(charger, id);
  check(
    Math.abs(t.energyWh - car.used()) <= car.used() * 0.06 + 10,
    `session ${t.energyWh} of ${car.used().toFixed(0)} Wh (${t.energySource})`,
  );
});
