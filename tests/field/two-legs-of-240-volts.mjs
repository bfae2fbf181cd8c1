// Split phase: 240 V told as L1-L2, the one current told for L1 and for L2, no power. nominal_voltage 240, one phase,
// ceiling 7.2.
// Right: 30 A at most told (7.2 kW), shown right, and nearly all of the ceiling used.
import { play, ready, Vehicle, energy, current, volts, sleep, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready(
    { keys: { MeterValuesSampledData: 'Current.Import,Voltage,Energy.Active.Import.Register' } },
    { max_phases: 1, nominal_voltage: 240 },
  );
  await device.ceiling(7.2);
  await sleep(1500);
  const car = new Vehicle(charger, {
    every: 4000,
    volts: 240,
    most: 48,
    sample: v => [
      energy(v.register()),
      current(v.amps.toFixed(1), 'L1'),
      current(v.amps.toFixed(1), 'L2'),
      volts(240.2, 'L1-L2'),
    ],
  });
  let most = 0;
  const peak = setInterval(() => {
    most = Math.max(most, car.kw());
  }, 200);
  await car.begin();
  const eye = watch(device);
  await sleep(80000);
  clearInterval(peak);
  check(most <= 7.3, `most drawn ${most.toFixed(2)} of 7.2 kW; told ${charger.story()}`);
  check(car.kw() > 6.4, `draws ${car.kw().toFixed(2)}`);
  check(Math.abs(eye.read.state.currentPower - car.kw()) < 0.4, `shown ${eye.read.state.currentPower} kW`);
});
