// The mains fail in the session; after the boot the charger begins a new one for the same vehicle (new start), then
// tells the old stop late.
// Right: two records, the old one ended by its stop, the new one open; each Wh once; power shown.
import { play, ready, energy, power, sleep, session } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready();
  await charger.status('Preparing');
  await charger.start(3000);
  const a = charger.sessions[1];
  await charger.status('Charging');
  for (let i = 1; i <= 4; ++i) {
    await sleep(4000);
    await charger.tell([energy(3000 + i * 10), power(9000)]);
  }
  const at = charger.time();
  charger.cut();
  await sleep(6000);
  await charger.connect();
  await charger.boot();
  await charger.status('Preparing');
  await charger.start(3042);
  const b = charger.sessions[1];
  await charger.status('Charging');
  await charger.tell([energy(3050), power(9000)]);
  await sleep(4000);
  const late = await charger.ask('StopTransaction', {
    transactionId: a,
    meterStop: 3042,
    timestamp: at,
    reason: 'PowerLoss',
  });
  for (let i = 1; i <= 3; ++i) {
    await charger.tell([energy(3050 + i * 10), power(9000)]);
    await sleep(4000);
  }
  const r = await device.read(),
    x = await session(charger, a),
    y = await session(charger, b);
  check(
    late && !late.error && x.state === 'ended' && x.energyWh === 42,
    `old ${x.state}, ${x.energyWh} of 42 Wh [${x.flags}]`,
  );
  check(
    y.state === 'open' && r.metadata.sessionEnergyWh === 38 && r.state.currentPower === 9,
    `new ${y.state}, ${r.metadata.sessionEnergyWh} of 38 Wh, ${r.state.currentPower} kW`,
  );
});
