// Currents are milliamperes called A (16000), no power, register right, 3.68 kW under a ceiling of 3.7.
// Right: the register bears out the thousandth: 3.68 kW, no megawatts, no alarm, no stop.
import { play, ready, Vehicle, energy, current, volts, sleep, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready(
    { keys: { MeterValuesSampledData: 'Current.Import,Voltage,Energy.Active.Import.Register' } },
    { max_phases: 1 },
  );
  await device.ceilingTold(3.7);
  const car = new Vehicle(charger, {
    every: 5000,
    sample: v => [energy(v.register()), current(Math.round(v.amps * 1000), 'L1'), volts(230, 'L1')],
  });
  await car.begin();
  const eye = watch(device, 1000);
  await sleep(100000);
  check(
    Math.abs(eye.read.state.currentPower - 3.68) < 0.4,
    `shown ${eye.read.state.currentPower}, highest ${eye.highest} (${eye.read.metadata.powerSource})`,
  );
  check(eye.highest < 20, `highest ${eye.highest}`);
  check(
    !eye.alarms.size && !charger.count('RemoteStopTransaction') && Math.abs(car.kw() - 3.68) < 0.1,
    `alarms [${[...eye.alarms]}], draws ${car.kw().toFixed(2)}`,
  );
});
