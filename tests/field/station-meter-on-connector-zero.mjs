// A charger with one connector tells its meter on connector 0 and without a transaction. 7.36 kW flow, the ceiling of
// 3.7 is ignored.
// Right: what flows is shown at the connector and alarmed; the session gets the energy.
import { play, ready, Vehicle, energy, power, sleep, watch, session } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(3.7);
  const car = new Vehicle(charger, { every: 5000, law: () => 32, suspends: false, label: { connector: 0 } });
  charger.tell = function (values) {
    return this.ask('MeterValues', {
      connectorId: 0,
      meterValue: [{ timestamp: this.time(), sampledValue: values }],
    });
  };
  await car.begin();
  const id = charger.sessions[1],
    eye = watch(device, 1000);
  await sleep(115000);
  const r = await device.read();
  check(
    Math.abs(r.state.currentPower - 7.36) < 0.2 && r.state.isCharging,
    `shown ${r.state.currentPower} kW (${r.metadata.powerSource}), isCharging ${r.state.isCharging}`,
  );
  check(eye.alarms.has('LIMIT_NOT_FOLLOWED'), `alarms [${[...eye.alarms]}]`);
  await charger.stop(car.register(), { reason: 'Local' });
  const t = await session(charger, id);
  check(Math.abs(t.energyWh - car.used()) <= 2, `session ${t.energyWh} of ${car.used().toFixed(0)} Wh`);
});
