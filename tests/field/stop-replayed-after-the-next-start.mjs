// A session ends, the next begins; the link drops; at the return the charger boots and sends the first session's stop
// and last sample again.
// Right: the second session is untouched and goes on; each has its own energy.
import { play, ready, energy, power, sleep, session } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready();
  await charger.status('Preparing');
  await charger.start(1000);
  const a = charger.sessions[1];
  await charger.status('Charging');
  for (let i = 1; i <= 3; ++i) {
    await sleep(3000);
    await charger.tell([energy(1000 + i * 10), power(12000)]);
  }
  const old = { transactionId: a, meterStop: 1030, timestamp: charger.time(), reason: 'Local', idTag: 'CARD1' },
    at = charger.time();
  await charger.ask('StopTransaction', old);
  await charger.status('Finishing');
  await charger.status('Available');
  await sleep(2000);
  await charger.status('Preparing');
  await charger.start(1030, { idTag: 'CARD2' });
  const b = charger.sessions[1];
  await charger.status('Charging');
  for (let i = 1; i <= 3; ++i) {
    await sleep(3000);
    await charger.tell([energy(1030 + i * 10), power(12000)]);
  }
  charger.cut();
  await sleep(4000);
  await charger.connect();
  await charger.boot();
  await charger.tell([energy(1030), power(12000)], { transactionId: a, at });
  await charger.ask('StopTransaction', old);
  await charger.status('Charging');
  for (let i = 4; i <= 8; ++i) {
    await sleep(3000);
    await charger.tell([energy(1030 + i * 10), power(12000)]);
  }
  const r = await device.read(),
    t = await session(charger, b);
  check(
    t.state === 'open' && r.state.isCharging && r.state.currentPower === 12,
    `second ${t.state}, ${r.state.status}, ${r.state.currentPower} kW`,
  );
  await charger.stop(1110, { reason: 'Local' });
  const x = await session(charger, a),
    y = await session(charger, b);
  check(
    x.state === 'ended' && x.energyWh === 30 && y.state === 'ended' && y.energyWh === 80,
    `${x.energyWh} of 30 and ${y.energyWh} of 80 Wh [${x.flags}] [${y.flags}]`,
  );
});
