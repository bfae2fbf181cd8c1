// Energy only, a value every 10 s with its own time, but delivered two at a time every 20 s. 7.3 kW under 7.4, then
// 3.7, followed.
// Right: no alarm, no further limit; a figure near the truth at the end; energy exact.
import { play, ready, Vehicle, energy, sleep, watch, session } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready(
    { keys: { MeterValuesSampledData: 'Energy.Active.Import.Register' } },
    { max_phases: 1 },
  );
  await device.ceilingTold(7.4);
  const car = new Vehicle(charger, { every: 1e7 });
  await car.begin();
  const id = charger.sessions[1],
    eye = watch(device),
    kept = [];
  let at;
  for (let i = 1; i <= 16; ++i) {
    await sleep(10000);
    kept.push({ timestamp: charger.time(), sampledValue: [energy(car.register())] });
    if (kept.length === 2)
      await charger.ask('MeterValues', { connectorId: 1, transactionId: id, meterValue: kept.splice(0) });
    if (i === 6) {
      at = Date.now();
      await device.ceiling(3.7);
    }
  }
  check(
    !eye.alarms.size && charger.limits(at).length <= 2,
    `alarms [${[...eye.alarms]}], limits ${charger.story(at)}`,
  );
  check(
    Math.abs(eye.read.state.currentPower - 3.68) < 0.9,
    `shown ${eye.read.state.currentPower} of 3.68 kW (${eye.read.metadata.powerSource})`,
  );
  await charger.stop(car.register(), { reason: 'Local' });
  const t = await session(charger, id);
  check(Math.abs(t.energyWh - car.used()) <= 2, `session ${t.energyWh} of ${car.used().toFixed(0)} Wh`);
});
