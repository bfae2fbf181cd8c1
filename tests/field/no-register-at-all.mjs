// There is no meter of energy: power alone is told, meterStart and meterStop are 0, with one gap of 25 s.
// Right: power over time, within what the gap leaves open; the source says so.
import { play, ready, Vehicle, power, sleep, session } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({ keys: { MeterValuesSampledData: 'Power.Active.Import' } });
  const car = new Vehicle(charger, {
    every: 5000,
    phases: 3,
    most: 16,
    meterStart: 0,
    sample: v => [power(Math.round(v.watts()))],
  });
  await car.begin();
  const id = charger.sessions[1];
  await sleep(30000);
  car.tells = false;
  await sleep(25000);
  car.tells = true;
  await sleep(40000);
  await car.speak();
  const flowed = car.used(),
    r = await device.read();
  await charger.stop(0, { reason: 'Local' });
  car.plugged = false;
  const t = await session(charger, id);
  check(
    t.energyWh >= flowed - (11040 * 31) / 3600 && t.energyWh <= flowed * 1.03 + 1,
    `session ${t.energyWh} of ${flowed.toFixed(0)} Wh (${t.energySource}) [${t.flags}]`,
  );
  check(t.energySource === 'power', `source ${t.energySource}`);
  check(r.metadata.sessionEnergyWh > 0, `while it ran ${r.metadata.sessionEnergyWh}`);
});
