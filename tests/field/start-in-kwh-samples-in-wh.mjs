// meterStart and meterStop are whole kWh of the lifetime register (8200, 8200), the samples are its Wh (8200410 ...).
// Right: the samples' rise; start and stop do not fit and add nothing.
import { play, ready, energy, power, sleep, session } from './charger.mjs';
await play(async check => {
  const { charger } = await ready();
  await charger.status('Preparing');
  await charger.start(8200);
  const id = charger.sessions[1];
  await charger.status('Charging');
  await charger.tell([energy(8200410, { context: 'Transaction.Begin' }), power(0)]);
  for (let i = 1; i <= 8; ++i) {
    await sleep(4000);
    await charger.tell([energy(8200410 + i * 12), power(10800)]);
  }
  await charger.stop(8200, { reason: 'Local' });
  const t = await session(charger, id);
  check(t.energyWh === 96, `session ${t.energyWh} of 96 Wh (${t.energySource}) [${t.flags}]`);
});
