// Three phases of 230/400 V; voltages are told between the lines (400 V as L1-L2, L2-L3, L3-L1), currents per phase,
// no power.
// Right: P = 1.732 x U x I: 11 kW are 11 kW, at most 16 A told under a ceiling of 11.
import { play, peaks, ready, Vehicle, current, volts, energy, sleep, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({
    keys: { MeterValuesSampledData: 'Current.Import,Voltage,Energy.Active.Import.Register' },
  });
  await device.ceilingTold(11);
  const car = new Vehicle(charger, {
    every: 4000,
    phases: 3,
    sample: v => [
      energy(v.register()),
      ...['L1', 'L2', 'L3'].map(p => current(v.amps.toFixed(1), p)),
      ...['L1-L2', 'L2-L3', 'L3-L1'].map(p => volts(398.4, p)),
    ],
  });
  const peak = peaks(car);
  await car.begin();
  const eye = watch(device);
  await sleep(65000);
  check(
    Math.abs(eye.read.state.currentPower - car.kw()) < 0.4,
    `shown ${eye.read.state.currentPower}, drawn ${car.kw().toFixed(2)} kW`,
  );
  peak.end();
  check(peak.most < 11.15, `most drawn ${peak.most.toFixed(2)} kW`);
  check(car.kw() < 11.15 && car.kw() > 10, `told ${charger.story()}`);
  check(!eye.alarms.size, `alarms [${[...eye.alarms]}]`);
});
