// One open session; its values carry 0, then -1, then an id that was never given; the stop carries -1 and no tag.
// Right: all of it is of the one session: power shown, energy exact, ended by that stop.
import { play, ready, energy, power, sleep, session } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready();
  await charger.status('Preparing');
  await charger.start(12000);
  const id = charger.sessions[1];
  await charger.status('Charging');
  const ids = [0, -1, 4711, 0, -1, 4711];
  for (let i = 1; i <= 6; ++i) {
    await sleep(4000);
    await charger.tell([energy(12000 + i * 10), power(9000)], { transactionId: ids[i - 1] });
  }
  const r = await device.read();
  await charger.ask('StopTransaction', {
    transactionId: -1,
    meterStop: 12064,
    timestamp: charger.time(),
    reason: 'EVDisconnected',
  });
  await charger.status('Available');
  const t = await session(charger, id);
  check(
    r.state.currentPower === 9 && r.metadata.sessionEnergyWh === 60,
    `shown ${r.state.currentPower} kW, so far ${r.metadata.sessionEnergyWh} of 60 Wh`,
  );
  check(t.state === 'ended' && t.energyWh === 64, `${t.state}, ${t.energyWh} of 64 Wh [${t.flags}]`);
});
