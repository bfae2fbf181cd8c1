// The charger's clock says 2099 from the first word to the last.
// Right: power at once, energy exact, the session ends; only words about the time in flags.
import { play, Charger, Device, Vehicle, sleep, session } from './charger.mjs';
await play(async check => {
  const charger = await new Charger({ shift: Date.parse('2099-06-01T00:00:00Z') - Date.now() }).connect();
  await charger.boot();
  await charger.status('Available');
  const device = await Device.of(charger);
  await sleep(2500);
  const car = new Vehicle(charger, { every: 5000 });
  await car.begin();
  const id = charger.sessions[1];
  await sleep(16000);
  const r = await device.read();
  await sleep(15000);
  await charger.stop(car.register(), { reason: 'Local' });
  await charger.status('Available');
  const t = await session(charger, id);
  check(
    Math.abs(r.state.currentPower - 7.36) < 0.1,
    `after 16 s ${r.state.currentPower} kW (${r.metadata.powerSource})`,
  );
  check(
    t.state === 'ended' && Math.abs(t.energyWh - car.used()) <= 2,
    `${t.state}, ${t.energyWh} of ${car.used().toFixed(0)} Wh [${t.flags}]`,
  );
});
