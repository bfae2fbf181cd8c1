// A card is shown at a free charger: StartTransaction while Available, no vehicle comes, the stop follows 25 s later
// (timeout), 0 Wh.
// Right: a session of 0 Wh, ended; not charging meanwhile; no alarm.
import { play, ready, sleep, session, alarms } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready();
  await charger.ask('Authorize', { idTag: 'CARD1' });
  await charger.status('Preparing');
  await charger.start(5000);
  const id = charger.sessions[1];
  await sleep(12000);
  const r = await device.read();
  await sleep(13000);
  await charger.stop(5000, { reason: 'Other' });
  await charger.status('Available');
  const t = await session(charger, id);
  check(
    !r.state.isCharging && r.state.currentPower === 0 && !alarms(r).length,
    `meanwhile ${r.state.status}, ${r.state.currentPower} kW`,
  );
  check(t.state === 'ended' && t.energyWh === 0, `${t.state} with ${t.energyWh} Wh`);
});
