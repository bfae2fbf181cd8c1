// Every 30 s one MeterValues with six samples of 5 s each. 7.36 kW, then the ceiling is halved and followed at once.
// Right: the newest sample of a message is the power; energy exact; no alarm, no further limits.
import { play, ready, Vehicle, energy, power, sleep, session, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(7.4);
  const car = new Vehicle(charger, { every: 1e6, suspends: false });
  await car.begin();
  const id = charger.sessions[1],
    eye = watch(device),
    kept = [];
  let at,
    n = 0;
  for (let i = 0; i < 27; ++i) {
    await sleep(5000);
    kept.push({
      timestamp: charger.time(),
      sampledValue: [energy(car.register()), power(Math.round(car.watts()))],
    });
    if (kept.length === 6)
      await charger.ask('MeterValues', { connectorId: 1, transactionId: id, meterValue: kept.splice(0) });
    if (i === 8) {
      at = Date.now();
      await device.ceiling(3.7);
      n = charger.limits().length;
    }
    if (i === 17)
      check(
        Math.abs(eye.read.state.currentPower - 3.68) < 0.2,
        `after the cut ${eye.read.state.currentPower} of 3.68 kW`,
      );
  }
  check(
    !eye.alarms.size && charger.limits(at).length <= 2,
    `alarms [${[...eye.alarms]}], limits ${charger.story(at)}`,
  );
  await charger.stop(car.register(), { reason: 'Local' });
  const t = await session(charger, id);
  check(
    Math.abs(t.energyWh - car.used()) <= 2,
    `session ${t.energyWh} of ${car.used().toFixed(0)} Wh [${t.flags}]`,
  );
});
