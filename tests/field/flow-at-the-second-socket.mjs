// Two sockets: socket 1 has a session of 3.6 kW; at socket 2 7.3 kW flow without a start (values for connector 2, no
// id). Ceilings 3.7 each.
// Right: SESSION_WITHOUT_RECORD at socket 2 only; session 1 is untouched, its energy its own.
import { play, ready, Device, energy, power, sleep, session, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({ connectors: 2 }, { max_phases: 1 });
  const second = await Device.of(charger, 2);
  await device.ceiling(3.7);
  await second.ceiling(3.7);
  await sleep(2000);
  await charger.status('Preparing', 1);
  await charger.start(1000);
  const a = charger.sessions[1];
  await charger.status('Charging', 1);
  const e1 = watch(device, 1000),
    e2 = watch(second, 1000);
  for (let i = 1; i <= 16; ++i) {
    await charger.tell([energy(1000 + i * 5), power(3600 + (i % 3))]);
    await charger.tell([energy(70000 + i * 10), power(7300 + (i % 7))], { connector: 2 });
    await sleep(5000);
  }
  check(
    e2.alarms.has('SESSION_WITHOUT_RECORD') && Math.abs(e2.read.state.currentPower - 7.3) < 0.1,
    `socket 2 [${[...e2.alarms]}], ${e2.read.state.currentPower} kW`,
  );
  check(
    !e1.alarms.size && Math.abs(e1.read.state.currentPower - 3.6) < 0.05,
    `socket 1 [${[...e1.alarms]}], ${e1.read.state.currentPower} kW`,
  );
  await charger.stop(1080, { reason: 'Local' });
  const t = await session(charger, a);
  check(t.energyWh === 80, `session 1 ${t.energyWh} of 80 Wh [${t.flags}]`);
});
