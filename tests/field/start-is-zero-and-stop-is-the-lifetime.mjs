// meterStart is 0 (not read yet), the samples and meterStop are of the lifetime register (evcc 29374); an hour of 7.2
// kW, told offline in one go.
// Right: about what flowed since the first real sample, not 9.8 MWh.
import { play, ready, energy, session } from './charger.mjs';
await play(async check => {
  const { charger } = await ready();
  const ago = m => new Date(Date.now() - m * 60000).toISOString();
  await charger.start(0, { timestamp: ago(61) });
  const id = charger.sessions[1];
  for (let m = 60; m >= 0; m -= 5) await charger.tell([energy(9800000 + (60 - m) * 120)], { at: ago(m) });
  await charger.stop(9807200, { reason: 'Local' });
  await charger.status('Available');
  const t = await session(charger, id);
  check(Math.abs(t.energyWh - 7200) <= 121, `session ${t.energyWh} of 7200 Wh (${t.energySource}) [${t.flags}]`);
});
