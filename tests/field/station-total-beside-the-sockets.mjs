// Two sockets tell their own power (7.2 and 3.6); connector 0 tells the total of 10.8 kW and a register. Ceilings 7.4
// and 3.7.
// Right: each socket has its own, the total adds to nobody; no alarm.
import { play, ready, Device, energy, power, sleep, session, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({ connectors: 2 }, { max_phases: 1 });
  const second = await Device.of(charger, 2);
  await device.ceiling(7.4);
  await second.ceiling(3.7);
  await sleep(2000);
  await charger.status('Preparing', 1);
  await charger.start(1000);
  const a = charger.sessions[1];
  await charger.status('Charging', 1);
  await charger.status('Preparing', 2);
  await charger.start(70000, { connector: 2, idTag: 'B' });
  const b = charger.sessions[2];
  await charger.status('Charging', 2);
  const e1 = watch(device, 1000),
    e2 = watch(second, 1000),
    at = Date.now();
  for (let i = 1; i <= 14; ++i) {
    await charger.tell([energy(1000 + i * 10), power(7200)]);
    await charger.tell([energy(70000 + i * 5), power(3600)], { connector: 2 });
    await charger.ask('MeterValues', {
      connectorId: 0,
      meterValue: [{ timestamp: charger.time(), sampledValue: [energy(500000 + i * 15), power(10800)] }],
    });
    await sleep(5000);
    if (i === 1) {
      e1.reset();
      e2.reset();
    }
  }
  check(
    e1.lowest === 7.2 && e1.highest === 7.2 && e2.lowest === 3.6 && e2.highest === 3.6,
    `shown ${e1.lowest} to ${e1.highest} and ${e2.lowest} to ${e2.highest}`,
  );
  check(
    !e1.alarms.size && !e2.alarms.size && charger.limits(at + 9000).length <= 2,
    `alarms [${[...e1.alarms, ...e2.alarms]}]`,
  );
  await charger.stop(1140, { reason: 'Local' });
  await charger.stop(70070, { connector: 2, reason: 'Local' });
  const x = await session(charger, a),
    y = await session(charger, b);
  check(x.energyWh === 140 && y.energyWh === 70, `${x.energyWh} of 140, ${y.energyWh} of 70 Wh`);
});
