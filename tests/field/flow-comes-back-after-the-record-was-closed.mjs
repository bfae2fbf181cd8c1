// The stop was lost: Available without flow for 80 s closes the record; then it flows again at 7.3 kW under the old id.
// Right: the record stays as it is; what flows is shown, and alarmed as a session without record (or taken back into
// the open record).
import { play, ready, Vehicle, energy, power, sleep, session, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(7.4);
  const car = new Vehicle(charger, { every: 5000, suspends: false, law: a => a && 31.6 + Math.random() * 0.1 });
  await car.begin();
  const id = charger.sessions[1];
  await sleep(20000);
  car.plugged = false;
  await charger.status('Available');
  await sleep(85000);
  const closed = await session(charger, id);
  car.plugged = true;
  await sleep(45000);
  const eye = await device.read(),
    t = await session(charger, id);
  const told = (eye.metadata.alarms ?? []).some(a => a.code === 'SESSION_WITHOUT_RECORD');
  check(closed.state !== 'open', `closed after 85 s: ${closed.state}`);
  check(
    Math.abs(eye.state.currentPower - 7.3) < 0.15 && eye.state.isCharging,
    `shown ${eye.state.currentPower} kW, ${eye.state.status}`,
  );
  check(told || t.state === 'open', `record ${t.state}, alarms ${JSON.stringify(eye.metadata.alarms ?? [])}`);
});
