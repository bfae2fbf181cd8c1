// The start waits in the charger's queue for 50 s while it charges and tells its meter without an id; then it comes,
// with the time of then.
// Right: held to the ceiling all along, alarmed or not meanwhile, no alarm after; the session has the energy from its
// meterStart on.
import { play, ready, Vehicle, sleep, session, alarms } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceilingTold(3.7);
  const car = new Vehicle(charger, { every: 5000, always: true, suspends: false });
  await charger.status('Preparing');
  const at = charger.time(),
    first = car.register();
  car.begunAt = car.wh;
  car.plugged = true;
  await charger.status('Charging');
  await sleep(50000);
  const before = await device.read();
  await charger.start(first, { timestamp: at });
  const id = charger.sessions[1];
  await sleep(35000);
  const r = await device.read();
  check(
    Math.abs(before.state.currentPower - 3.68) < 0.1 && before.state.isCharging,
    `before ${before.state.currentPower} kW, alarms [${alarms(before)}]`,
  );
  check(
    Math.abs(r.state.currentPower - 3.68) < 0.1 && !alarms(r).length,
    `after ${r.state.currentPower} kW, alarms [${alarms(r)}]`,
  );
  await charger.stop(car.register(), { reason: 'Local' });
  const t = await session(charger, id);
  check(
    Math.abs(t.energyWh - car.used()) <= 2,
    `session ${t.energyWh} of ${car.used().toFixed(0)} Wh [${t.flags}]`,
  );
});
