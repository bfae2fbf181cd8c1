// The stop of a session never comes; the next vehicle starts on the same connector with a higher register, in the same
// socket.
// Right: the old session ends with what its samples showed, the new one is open and has only its own energy.
import { play, ready, energy, power, sleep, session, sessions } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready();
  await charger.status('Preparing');
  await charger.start(7000);
  const a = charger.sessions[1];
  await charger.status('Charging');
  for (let i = 1; i <= 5; ++i) {
    await sleep(3000);
    await charger.tell([energy(7000 + i * 10), power(12000)]);
  }
  await charger.status('Finishing');
  await sleep(1000);
  await charger.status('Available');
  await sleep(2000);
  await charger.status('Preparing');
  await charger.start(7055, { idTag: 'CARD2' });
  const b = charger.sessions[1];
  await charger.status('Charging');
  for (let i = 1; i <= 5; ++i) {
    await sleep(3000);
    await charger.tell([energy(7055 + i * 10), power(12000)]);
  }
  const old = await session(charger, a),
    now = await session(charger, b),
    r = await device.read();
  check(
    old.state !== 'open' && old.energyWh >= 50 && old.energyWh <= 55,
    `old ${old.state}, ${old.energyWh} of 50 to 55 Wh [${old.flags}]`,
  );
  check(
    now.state === 'open' && r.metadata.sessionEnergyWh === 50,
    `new ${now.state}, ${r.metadata.sessionEnergyWh} of 50 Wh`,
  );
  check(r.state.isCharging && r.state.currentPower === 12, `${r.state.status}, ${r.state.currentPower} kW`);
  await charger.stop(7105, { reason: 'Local', idTag: 'CARD2' });
  const t = await session(charger, b);
  check(
    t.energyWh === 50 && (await sessions(charger)).every(x => x.state !== 'open'),
    `at its stop ${t.energyWh} Wh`,
  );
});
