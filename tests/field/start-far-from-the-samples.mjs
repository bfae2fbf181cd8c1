// meterStart and meterStop are of another meter (77000 both), the samples rise from 4200000 by 120 Wh with the power
// to match.
// Right: the samples' 120 Wh.
import { play, ready, energy, power, sleep, session } from './charger.mjs';
await play(async check => {
  const { charger } = await ready();
  await charger.status('Preparing');
  await charger.start(77000);
  const id = charger.sessions[1];
  await charger.status('Charging');
  for (let i = 0; i <= 10; ++i) {
    await charger.tell([energy(4200000 + i * 12), power(10800)]);
    await sleep(4000);
  }
  await charger.stop(77000, { reason: 'Local' });
  const t = await session(charger, id);
  check(t.energyWh === 120, `session ${t.energyWh} of 120 Wh (${t.energySource}) [${t.flags}]`);
});
