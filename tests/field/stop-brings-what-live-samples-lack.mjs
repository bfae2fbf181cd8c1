// The live samples of the middle were lost and the register reads 0 in the stop; transactionData of the stop holds the
// whole session.
// Right: the energy of transactionData, counted once.
import { play, ready, energy, power, sleep, session } from './charger.mjs';
await play(async check => {
  const { charger } = await ready();
  await charger.status('Preparing');
  const begin = Date.now() - 600000,
    at = i => new Date(begin + i * 60000).toISOString();
  await charger.start(230000, { timestamp: at(0) });
  const id = charger.sessions[1];
  await charger.status('Charging');
  for (const i of [1, 2, 3]) {
    await charger.tell([energy(230000 + i * 120), power(7200)], { at: at(i) });
    await sleep(1500);
  }
  const transactionData = Array.from({ length: 11 }, (_, i) => ({
    timestamp: at(i),
    sampledValue: [
      energy(230000 + i * 120, {
        context: i === 0 ? 'Transaction.Begin' : i === 10 ? 'Transaction.End' : 'Sample.Periodic',
      }),
    ],
  }));
  await charger.stop(0, { timestamp: at(10), reason: 'EVDisconnected', transactionData });
  await charger.status('Available');
  const t = await session(charger, id);
  check(Math.abs(t.energyWh - 1200) <= 1, `session ${t.energyWh} of 1200 Wh (${t.energySource}) [${t.flags}]`);
  check(t.state === 'ended', `state ${t.state}`);
});
