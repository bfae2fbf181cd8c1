// As before, but a small vehicle: 60 for 6 A (1.38 kW), which looks like 60 A (13.8 kW); the ceiling is 2.3 and the
// register is right.
// Right: after a few samples 1.38 kW; no alarm at the end, no stop, no session lost.
import { play, ready, Vehicle, current, volts, energy, sleep, watch, alarms } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready(
    { keys: { MeterValuesSampledData: 'Current.Import,Voltage,Energy.Active.Import.Register' } },
    { max_phases: 1 },
  );
  await device.ceiling(2.3);
  const car = new Vehicle(charger, {
    every: 5000,
    most: 6,
    sample: v => [energy(v.register()), current(Math.round(v.amps * 10), 'L1'), volts(230, 'L1')],
  });
  await car.begin();
  const eye = watch(device);
  await sleep(120000);
  check(
    Math.abs(eye.read.state.currentPower - 1.38) < 0.3,
    `shown ${eye.read.state.currentPower}, drawn ${car.kw().toFixed(2)}`,
  );
  check(!eye.alarms.size, `alarms [${[...eye.alarms]}]`);
  check(
    !charger.count('RemoteStopTransaction') && Math.abs(car.kw() - 1.38) < 0.05,
    `stops ${charger.count('RemoteStopTransaction')}, limits ${charger.story()}`,
  );
});
