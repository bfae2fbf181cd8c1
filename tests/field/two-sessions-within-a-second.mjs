// A tag is shown three times in one second: start, stop, start, with the same register; then the second session
// charges.
// Right: two sessions with two ids, the first of 0 Wh, the second open and alone fed by what follows.
import { play, ready, energy, power, sleep, sessions, session } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready();
  await charger.status('Preparing');
  const base = Math.floor(Date.now() / 1000) * 1000,
    at = ms => new Date(base + ms).toISOString();
  await charger.start(61000, { timestamp: at(100) });
  const first = charger.sessions[1];
  await charger.stop(61000, { timestamp: at(400), reason: 'Local', idTag: 'CARD1' });
  await charger.start(61000, { timestamp: at(700) });
  const second = charger.sessions[1];
  await charger.status('Charging');
  for (let wh = 61010; wh <= 61050; wh += 10) {
    await sleep(3000);
    await charger.tell([energy(wh), power(12000)]);
  }
  const open = await session(charger, second);
  await charger.stop(61050, { reason: 'Local' });
  const a = await session(charger, first),
    b = await session(charger, second);
  check(first !== second && (await sessions(charger)).length === 2, `ids ${first} and ${second}`);
  check(a.state === 'ended' && a.energyWh === 0, `first ${a.state} with ${a.energyWh} Wh`);
  check(
    open.state === 'open' && b.state === 'ended' && b.energyWh === 50,
    `second ${open.state}, then ${b.state} with ${b.energyWh} of 50 Wh`,
  );
});
