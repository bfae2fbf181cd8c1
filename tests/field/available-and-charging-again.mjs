// In a session the status blinks: Available, 20 s later Charging, without any flow in between; the same id goes on.
// Right: the session stays open and keeps its energy; no action of ours.
import { play, ready, Vehicle, sleep, session } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(7.4);
  const car = new Vehicle(charger, { every: 5000, suspends: false });
  await car.begin();
  const id = charger.sessions[1];
  await sleep(20000);
  car.law = () => 0;
  await charger.status('Available');
  await sleep(20000);
  car.law = a => a;
  await charger.status('Charging');
  await sleep(50000);
  const t = await session(charger, id),
    r = await device.read();
  check(
    t.state === 'open' && r.state.isCharging && Math.abs(r.state.currentPower - 7.36) < 0.1,
    `${t.state}, ${r.state.status}, ${r.state.currentPower} kW`,
  );
  await charger.stop(car.register(), { reason: 'Local' });
  const e = await session(charger, id);
  check(
    e.state === 'ended' && Math.abs(e.energyWh - car.used()) <= 2,
    `${e.state}, ${e.energyWh} of ${car.used().toFixed(0)} Wh [${e.flags}]`,
  );
  check(
    !charger.count('RemoteStartTransaction') && !charger.count('RemoteStopTransaction'),
    'no start, no stop of ours',
  );
});
