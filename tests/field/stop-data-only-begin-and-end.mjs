// No live samples at all; meterStart and meterStop are 0, but the stop's transactionData has Transaction.Begin and
// Transaction.End in kWh.
// Right: their difference.
import { play, ready, energy, sleep, session } from './charger.mjs';
await play(async check => {
  const { charger } = await ready();
  const begin = new Date(Date.now() - 3600e3).toISOString();
  await charger.status('Preparing');
  await charger.start(0, { timestamp: begin });
  const id = charger.sessions[1];
  await charger.status('Charging');
  await sleep(3000);
  await charger.stop(0, {
    reason: 'EVDisconnected',
    transactionData: [
      { timestamp: begin, sampledValue: [energy('812.104', { unit: 'kWh', context: 'Transaction.Begin' })] },
      { timestamp: charger.time(), sampledValue: [energy('819.454', { unit: 'kWh', context: 'Transaction.End' })] },
    ],
  });
  const t = await session(charger, id);
  check(t.energyWh === 7350, `session ${t.energyWh} of 7350 Wh (${t.energySource}) [${t.flags}]`);
});
