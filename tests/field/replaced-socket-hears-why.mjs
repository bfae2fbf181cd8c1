// A charger (same serial, same address) opens a second socket while the first is still there.
// Right: the first is closed with a close frame of 1001 (or 1012), the second works at once, the session goes on.
import { play, ready, Vehicle, sleep, session } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  const car = new Vehicle(charger, { every: 4000 });
  await car.begin();
  const id = charger.sessions[1];
  await sleep(9000);
  const old = charger.line;
  await charger.connect();
  await charger.ask('Heartbeat', {});
  await sleep(12000);
  check(!old.open && [1001, 1012].includes(old.closedWith), `the old one closed with ${old.closedWith}`);
  const r = await device.read(),
    t = await session(charger, id);
  check(
    charger.line.open && r.sync.available && r.state.isCharging && t.state === 'open',
    `the new one ${charger.line.open ? 'lives' : 'is closed'}, ${r.state.status}, session ${t.state}`,
  );
});
