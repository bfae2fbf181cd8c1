// A full vehicle draws 60 W with status Charging for a minute; then 2 kW for its heater, then 60 W again.
// Right: under 0.1 kW is no charging, 2 kW is; the session goes on, no action of ours.
import { play, ready, energy, power, sleep } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(7.4);
  await charger.status('Preparing');
  await charger.start(100);
  await charger.status('Charging');
  let wh = 100;
  const seen = [];
  for (const w of [60, 2000, 60]) {
    for (let i = 0; i < 6; ++i) {
      wh += (w * 5) / 3600;
      await charger.tell([energy(Math.round(wh)), power(w)]);
      await sleep(5000);
    }
    seen.push((await device.read()).state);
  }
  check(
    !seen[0].isCharging && seen[0].currentPower === 0.06 && seen[0].status !== 'charging',
    `60 W: ${JSON.stringify(seen[0])}`,
  );
  check(
    seen[1].isCharging && seen[1].currentPower === 2 && seen[1].status === 'charging',
    `2 kW: ${JSON.stringify(seen[1])}`,
  );
  check(
    !seen[2].isCharging && !charger.count('RemoteStopTransaction') && !charger.count('RemoteStartTransaction'),
    `60 W again: ${seen[2].status}`,
  );
});
