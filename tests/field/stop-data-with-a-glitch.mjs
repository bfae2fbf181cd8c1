// Live samples are right; the stop's transactionData repeats them, with two values that are wrong (0, and ten times
// the register).
// Right: the 240 Wh that flowed, once.
import { play, ready, energy, power, sleep, session } from './charger.mjs';
await play(async check => {
  const { charger } = await ready();
  await charger.status('Preparing');
  await charger.start(300000);
  const id = charger.sessions[1];
  await charger.status('Charging');
  const data = [];
  for (let i = 0; i <= 12; ++i) {
    const v = [energy(300000 + i * 20), power(18000)],
      at = charger.time();
    await charger.tell(v, { at });
    data.push({ timestamp: at, sampledValue: [energy(i === 4 ? 0 : i === 8 ? 3001600 : 300000 + i * 20)] });
    await sleep(4000);
  }
  await charger.stop(300240, { reason: 'Local', transactionData: data });
  const t = await session(charger, id);
  check(t.energyWh === 240, `session ${t.energyWh} of 240 Wh (${t.energySource}) [${t.flags}]`);
});
