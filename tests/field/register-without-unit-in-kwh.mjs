// The register has no unit and is kWh ("4711.120"); power in W is right, meterStart and meterStop are Wh.
// Right: three rises correct the label: the Wh that flowed.
import { play, ready, Vehicle, power, sleep, session } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready();
  const car = new Vehicle(charger, {
    wh: 4711120,
    every: 5000,
    phases: 3,
    most: 16,
    sample: v => [{ value: (v.register() / 1000).toFixed(3) }, power(Math.round(v.watts()))],
  });
  await car.begin();
  const id = charger.sessions[1];
  await sleep(60000);
  const r = await device.read();
  await charger.stop(car.register(), { reason: 'Local' });
  const t = await session(charger, id);
  check(
    Math.abs(t.energyWh - car.used()) <= 2,
    `session ${t.energyWh} of ${car.used().toFixed(0)} Wh (${t.energySource}) [${t.flags}]`,
  );
  check(Math.abs(r.metadata.sessionEnergyWh - car.used()) <= 20, `while it ran ${r.metadata.sessionEnergyWh}`);
});
