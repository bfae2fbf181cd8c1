// A one-socket charger starts its session for connector 0 and tells its values there, the status speaks of 1. The
// ceiling is 3.7.
// Right: the session is that of socket 1: shown, capped, energy right.
import { play, ready, Vehicle, energy, power, sleep, session } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceilingTold(3.7);
  const car = new Vehicle(charger, { every: 5000, suspends: false, label: { connectorId: 0 } });
  await car.begin({ connectorId: 0 });
  const id = charger.sessions[1];
  await sleep(45000);
  const r = await device.read();
  check(
    Math.abs(r.state.currentPower - 3.68) < 0.2 && r.state.isCharging && r.state.status === 'charging',
    `shown ${r.state.currentPower} kW, ${r.state.status}`,
  );
  const i = await device.order('idle', 50000);
  check(i.state === 'completed' && car.amps === 0, `idle ${i.state} ${i.errorCode ?? ''}, draws ${car.amps} A`);
  await charger.stop(car.register(), { reason: 'Local' });
  const t = await session(charger, id);
  check(
    t.state === 'ended' && Math.abs(t.energyWh - car.used()) <= 2,
    `session ${t.state}, ${t.energyWh} of ${car.used().toFixed(0)} Wh [${t.flags}]`,
  );
});
