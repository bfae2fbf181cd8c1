// The meter restarts: 0, 0, 0 for 30 s, then the old register goes on (nothing was lost). 200 Wh in all.
// Right: 200 Wh; no power from the way back.
import { play, ready, energy, sleep, session, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({ keys: { MeterValuesSampledData: 'Energy.Active.Import.Register' } });
  await charger.status('Preparing');
  await charger.start(16000000);
  const id = charger.sessions[1];
  await charger.status('Charging');
  const eye = watch(device, 1000);
  for (let i = 1; i <= 10; ++i) {
    await sleep(10000);
    await charger.tell([energy(i >= 4 && i <= 6 ? 0 : 16000000 + i * 20)]);
  }
  check(eye.highest < 15, `highest power ${eye.highest} of 7.2 kW`);
  await charger.stop(16000200, { reason: 'Local' });
  const t = await session(charger, id);
  check(Math.abs(t.energyWh - 200) <= 1, `session ${t.energyWh} of 200 Wh (${t.energySource}) [${t.flags}]`);
});
