// One voltage of 400 V without a phase beside three currents: it is the line-to-line one of an AC charger. No power is
// told.
// Right: the register bears out 1.732: about 11 kW shown; never more than the ceiling told.
import { play, ready, Vehicle, current, volts, energy, sleep, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({
    keys: { MeterValuesSampledData: 'Current.Import,Voltage,Energy.Active.Import.Register' },
  });
  await device.ceiling(11);
  await sleep(1500);
  const car = new Vehicle(charger, {
    every: 4000,
    phases: 3,
    sample: v => [energy(v.register()), ...['L1', 'L2', 'L3'].map(p => current(v.amps.toFixed(1), p)), volts(400)],
  });
  let most = 0;
  const peak = setInterval(() => {
    most = Math.max(most, car.kw());
  }, 200);
  await car.begin();
  const eye = watch(device);
  await sleep(75000);
  check(
    Math.abs(eye.read.state.currentPower - car.kw()) < 0.5,
    `shown ${eye.read.state.currentPower}, drawn ${car.kw().toFixed(2)} kW (${eye.read.metadata.powerSource})`,
  );
  clearInterval(peak);
  check(most < 11.15, `most drawn ${most.toFixed(2)} kW`);
  check(car.kw() < 11.15 && car.kw() > 10, `told ${charger.story()}`);
  check(!eye.alarms.size, `alarms [${[...eye.alarms]}]`);
});
