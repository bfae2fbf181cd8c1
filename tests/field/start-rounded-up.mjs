// meterStart is rounded up to 100 Wh (10000), the samples begin at 9950; meterStop is rounded down (10200), the last
// sample says 10250.
// Right: what the samples show, 300 Wh, within one step of the rounding.
import { play, ready, energy, power, sleep, session } from './charger.mjs';
await play(async check => {
  const { charger } = await ready();
  await charger.status('Preparing');
  await charger.start(10000);
  const id = charger.sessions[1];
  await charger.status('Charging');
  for (let wh = 9950; wh <= 10250; wh += 25) {
    await charger.tell([energy(wh), power(22000)]);
    await sleep(4090);
  }
  await charger.stop(10200, { reason: 'Local' });
  const t = await session(charger, id);
  check(Math.abs(t.energyWh - 300) <= 1, `session ${t.energyWh} of 300 Wh (${t.energySource}) [${t.flags}]`);
});
