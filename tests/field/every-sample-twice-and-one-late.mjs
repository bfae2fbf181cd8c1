// A bad radio: every MeterValues comes twice (same id at first, a new id later), and one comes 12 s late, after newer
// ones.
// Right: the register's rise once; the power of now is not the late one's.
import { play, ready, energy, power, sleep, session, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready();
  await charger.status('Preparing');
  await charger.start(400000);
  const id = charger.sessions[1];
  await charger.status('Charging');
  let late;
  const eye = watch(device, 500);
  for (let i = 1; i <= 14; ++i) {
    await sleep(4000);
    const values = [energy(400000 + i * 10), power(i === 8 ? 21000 : 9000)],
      at = charger.time();
    if (i === 8) {
      late = { values, at };
      continue;
    }
    const mid = 'm' + i + Math.random();
    const send = name =>
      charger.ask(
        'MeterValues',
        { connectorId: 1, transactionId: id, meterValue: [{ timestamp: at, sampledValue: values }] },
        name,
      );
    await send(mid);
    if (i % 2) await send(mid);
    else await send(mid + 'again');
    if (i === 11) await charger.tell(late.values, { at: late.at });
  }
  await charger.stop(400140, { reason: 'Local' });
  const t = await session(charger, id);
  check(t.energyWh === 140, `session ${t.energyWh} of 140 Wh (${t.energySource}) [${t.flags}]`);
  check(eye.highest < 10, `highest power ${eye.highest} of 9 kW`);
});
