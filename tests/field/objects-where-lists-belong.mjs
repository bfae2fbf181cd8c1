// meterValue and sampledValue come as single objects, the stop's transactionData too.
// Right: read as lists of one.
import { play, ready, energy, power, sleep, session } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready();
  await charger.status('Preparing');
  await charger.start(3000);
  const id = charger.sessions[1];
  await charger.status('Charging');
  for (let i = 1; i <= 4; ++i) {
    await charger.ask('MeterValues', {
      connectorId: 1,
      transactionId: id,
      meterValue: { timestamp: charger.time(), sampledValue: energy(3000 + i * 10) },
    });
    await charger.ask('MeterValues', {
      connectorId: 1,
      transactionId: id,
      meterValue: [{ timestamp: charger.time(), sampledValue: power(9000) }],
    });
    await sleep(4000);
  }
  const r = await device.read();
  const a = await charger.ask('StopTransaction', {
    transactionId: id,
    meterStop: 3040,
    timestamp: charger.time(),
    transactionData: { timestamp: charger.time(), sampledValue: energy(3040) },
  });
  const t = await session(charger, id);
  check(
    a && !a.error && t.state === 'ended' && t.energyWh === 40,
    `${t.state}, ${t.energyWh} of 40 Wh [${t.flags}]`,
  );
  check(r.state.currentPower === 9, `shown ${r.state.currentPower} of 9 kW`);
});
