// Two sockets charge; every MeterValues names connector 1, only the transactionId tells them apart.
// Right: each session and each socket has its own energy and power; stops end the right one.
import { play, ready, Device, energy, power, sleep, session } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({ connectors: 2 });
  const second = await Device.of(charger, 2);
  await charger.status('Preparing', 1);
  await charger.start(1000, { idTag: 'A' });
  const a = charger.sessions[1];
  await charger.status('Charging', 1);
  await charger.status('Preparing', 2);
  await charger.start(70000, { connector: 2, idTag: 'B' });
  const b = charger.sessions[2];
  await charger.status('Charging', 2);
  for (let i = 1; i <= 10; ++i) {
    await charger.tell([energy(1000 + i * 10), power(7200)], { transactionId: a });
    await charger.tell([energy(70000 + i * 5), power(3600)], { transactionId: b });
    await sleep(5000);
  }
  const r1 = await device.read(),
    r2 = await second.read();
  check(
    r1.state.currentPower === 7.2 && r2.state.currentPower === 3.6,
    `shown ${r1.state.currentPower} and ${r2.state.currentPower} of 7.2 and 3.6 kW`,
  );
  check(
    r1.metadata.sessionEnergyWh === 100 && r2.metadata.sessionEnergyWh === 50,
    `energies of now ${r1.metadata.sessionEnergyWh}, ${r2.metadata.sessionEnergyWh}`,
  );
  await charger.stop(70050, { connector: 2, reason: 'Local' });
  await charger.status('Available', 2);
  await sleep(3000);
  const x = await session(charger, a),
    y = await session(charger, b),
    q = await device.read();
  check(x.state === 'open' && q.state.isCharging, `socket 1 ${x.state}, isCharging ${q.state.isCharging}`);
  check(y.state === 'ended' && y.energyWh === 50, `socket 2 ${y.state} with ${y.energyWh} of 50 Wh [${y.flags}]`);
});
