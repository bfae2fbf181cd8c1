// After a boot the clock says 1970; the session begins, and 40 s later the charger takes the time from a heartbeat's
// answer.
// Right: power is shown before and after, energy exact, one session.
import { play, Charger, Device, Vehicle, sleep, session, sessions, watch } from './charger.mjs';
await play(async check => {
  const charger = await new Charger({ shift: -Date.now() + 5000 }).connect();
  await charger.boot();
  await charger.status('Available');
  const device = await Device.of(charger);
  await sleep(2500);
  const car = new Vehicle(charger, { every: 5000 });
  await car.begin();
  const id = charger.sessions[1];
  await sleep(20000);
  const before = await device.read();
  check(
    Math.abs(before.state.currentPower - 7.36) < 0.2,
    `by the clock of 1970: ${before.state.currentPower} of 7.36 kW (${before.metadata.powerSource})`,
  );
  await sleep(20000);
  charger.shift = Date.parse((await charger.ask('Heartbeat', {})).currentTime) - Date.now();
  await sleep(30000);
  const r = await device.read();
  check(
    Math.abs(r.state.currentPower - 7.36) < 0.2 && r.state.isCharging,
    `set: ${r.state.currentPower} kW, ${r.state.status}`,
  );
  await charger.stop(car.register(), { reason: 'Local' });
  const t = await session(charger, id);
  check(
    t.state === 'ended' && Math.abs(t.energyWh - car.used()) <= 2 && (await sessions(charger)).length === 1,
    `session ${t.state}, ${t.energyWh} of ${car.used().toFixed(0)} Wh [${t.flags}]`,
  );
});
