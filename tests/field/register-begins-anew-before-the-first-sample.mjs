// meterStart is the old register (500000); then the meter is reset, the samples run from 5 to 300 Wh, meterStop 300.
// Right: the samples' part, 295 to 300 Wh.
import { play, ready, energy, power, sleep, session } from './charger.mjs';
await play(async check => {
  const { charger } = await ready();
  await charger.status('Preparing');
  await charger.start(500000);
  const id = charger.sessions[1];
  await charger.status('Charging');
  for (let wh = 5; wh <= 300; wh += 29.5) {
    await charger.tell([energy(Math.round(wh)), power(22000)]);
    await sleep(4820);
  }
  await charger.stop(300, { reason: 'Local' });
  const t = await session(charger, id);
  check(
    t.energyWh >= 293 && t.energyWh <= 301,
    `session ${t.energyWh} of 295 to 300 Wh (${t.energySource}) [${t.flags}]`,
  );
});
