// 120/208 V on three phases: 120 V as L1-N, L2-N, L3-N, 16 A each; nominal_voltage 120, three phases; ceiling 5.76.
// Right: 16 A told, 5.76 kW shown.
import { play, peaks, ready, Vehicle, energy, current, volts, sleep, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready(
    { keys: { MeterValuesSampledData: 'Current.Import,Voltage,Energy.Active.Import.Register' } },
    { max_phases: 3, nominal_voltage: 120 },
  );
  await device.ceilingTold(5.76);
  const car = new Vehicle(charger, {
    every: 4000,
    volts: 120,
    phases: 3,
    most: 32,
    sample: v => [
      energy(v.register()),
      ...['L1', 'L2', 'L3'].flatMap(p => [current(v.amps.toFixed(1), p), volts(120, `${p}-N`)]),
    ],
  });
  const peak = peaks(car);
  await car.begin();
  const eye = watch(device);
  await sleep(70000);
  peak.end();
  check(
    peak.most <= 5.85 && car.kw() > 5,
    `most drawn ${peak.most.toFixed(2)}, now ${car.kw().toFixed(2)} of 5.76 kW; told ${charger.story()}`,
  );
  check(
    Math.abs(eye.read.state.currentPower - car.kw()) < 0.2 && !eye.alarms.size,
    `shown ${eye.read.state.currentPower}, alarms [${[...eye.alarms]}]`,
  );
});
