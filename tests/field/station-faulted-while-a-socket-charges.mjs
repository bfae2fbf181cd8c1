// Connector 0 says Faulted (a display is broken) while connector 1 charges at 3.68 under 3.7; later NoError again.
// Right: the session goes on and is shown; idle and charge work.
import { play, ready, Vehicle, sleep, ended, session } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceilingTold(3.7);
  const car = new Vehicle(charger, { every: 4000 });
  await car.begin();
  const id = charger.sessions[1];
  await sleep(12000);
  await charger.status('Faulted', 0, { errorCode: 'InternalError', info: 'display' });
  await sleep(15000);
  const r = await device.read(),
    t = await session(charger, id);
  check(
    r.state.isCharging && Math.abs(r.state.currentPower - 3.68) < 0.1 && t.state === 'open',
    `${r.state.status}, ${r.state.currentPower} kW, session ${t.state}`,
  );
  const i = await device.order('idle', 60000),
    c = await device.order('charge', 60000);
  check(i.state === 'completed' && c.state === 'completed', `idle ${ended(i)}, charge ${ended(c)}`);
});
