// A loose cable: Charging and SuspendedEV flip every 2 s for a minute while 5 kW flow on and off. The ceiling is 7.4.
// Right: no storm of limits, no alarm, the session goes on, no action of ours.
import { play, ready, energy, power, sleep, session, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(7.4);
  await charger.status('Preparing');
  await charger.start(100);
  const id = charger.sessions[1];
  await sleep(3000);
  const eye = watch(device),
    at = Date.now();
  let wh = 100;
  for (let i = 0; i < 30; ++i) {
    await charger.status(i % 2 ? 'SuspendedEV' : 'Charging');
    if (i % 2 === 0) wh += 2;
    await charger.tell([energy(wh), power(i % 2 ? 0 : 5000)]);
    await sleep(2000);
  }
  const t = await session(charger, id);
  check(t.state === 'open', t.state);
  check(charger.limits(at).length <= 3, `${charger.limits(at).length} limits in a minute`);
  check(
    !eye.alarms.size && !charger.count('RemoteStartTransaction') && !charger.count('RemoteStopTransaction'),
    `alarms [${[...eye.alarms]}]`,
  );
});
