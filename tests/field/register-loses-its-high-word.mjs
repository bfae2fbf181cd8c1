// Three samples in a row lack the register's high word (16000000 becomes 9216 + x) and rise meanwhile; then it is
// whole again.
// Right: what flowed, once: 200 Wh (the three count in one of the two series, not in both).
import { play, ready, energy, power, sleep, session } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready();
  await charger.status('Preparing');
  await charger.start(16000000);
  const id = charger.sessions[1];
  await charger.status('Charging');
  for (let i = 1; i <= 10; ++i) {
    await sleep(6000);
    const wh = 16000000 + i * 20;
    await charger.tell([energy(i >= 4 && i <= 6 ? wh & 0xffff : wh), power(12000)]);
  }
  await charger.stop(16000200, { reason: 'Local' });
  const t = await session(charger, id);
  check(Math.abs(t.energyWh - 200) <= 1, `session ${t.energyWh} of 200 Wh (${t.energySource}) [${t.flags}]`);
});
