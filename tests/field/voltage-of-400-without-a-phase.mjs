// One voltage of 400 V without a phase beside three currents: it is the line-to-line one of an AC charger. No power is
// told.
// Right: the register bears out 1.732: about 11 kW shown; never more than the ceiling told.
import { play, peaks, ready, Vehicle, current, volts, energy, sleep, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({
    keys: { MeterValuesSampledData: 'Current.Import,Voltage,Energy.Active.Import.Register' },
  });
  await device.ceilingTold(11);
  const car = new Vehicle(charger, {
    every: 4000,
    phases: 3,
    sample: v => [energy(v.register()), ...['L1', 'L2', 'L3'].map(p => current(v.amps.toFixed(1), p)), volts(400)],
  });
  const peak = peaks(car);
  await car.begin();
  const eye = watch(device);
  await sleep(75000);
  check(
    Math.abs(eye.read.state.currentPower - car.kw()) < 0.5,
    `shown ${eye.read.state.currentPower}, drawn ${car.kw().toFixed(2)} kW (${eye.read.metadata.powerSource})`,
  );
  peak.end();
  check(peak.most < 11.15, `most drawn ${peak.most.toFixed(2)} kW`);
  check(car.kw() < 11.15 && car.kw() > 10, `told ${charger.story()}`);
  check(!eye.alarms.size, `alarms [${[...eye.alarms]}]`);
});
