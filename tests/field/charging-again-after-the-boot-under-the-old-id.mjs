// The charger reboots in a session (5 s), says Charging and goes on under the old id; its profiles are gone.
// Right: the session goes on, the ceiling is told again at once, energy exact; `idle` works.
import { play, ready, Vehicle, sleep, session, ended, within } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceilingTold(3.7);
  const car = new Vehicle(charger, { every: 4000, suspends: false });
  await car.begin();
  const id = charger.sessions[1];
  await sleep(16000);
  charger.cut();
  charger.profiles = [];
  charger.onLimit();
  await sleep(5000);
  await charger.connect();
  await charger.boot();
  await charger.status('Charging');
  const at = Date.now(),
    back = await within(60000, () => car.inForce < 17 && Date.now() - at);
  check(back, `ceiling back after ${(back / 1000).toFixed(0)} s`);
  await sleep(20000);
  const r = await device.read(),
    t = await session(charger, id);
  check(
    t.state === 'open' && r.state.isCharging && Math.abs(r.state.currentPower - 3.68) < 0.1,
    `${t.state}, ${r.state.currentPower} kW`,
  );
  const i = await device.order('idle', 50000);
  check(i.state === 'completed' && car.amps === 0, `idle ${ended(i)}`);
  await charger.stop(car.register(), { reason: 'Local' });
  const e = await session(charger, id);
  check(
    e.state === 'ended' && Math.abs(e.energyWh - car.used()) <= 2,
    `${e.state}, ${e.energyWh} of ${car.used().toFixed(0)} Wh [${e.flags}]`,
  );
});
