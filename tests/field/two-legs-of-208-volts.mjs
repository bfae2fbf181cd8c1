// 208 V between two legs of a three-phase supply: one current told as L1 and L2 (the same), voltage 208 as L1-L2,
// power right.
// Right: P = U x I of one of them: never more than the ceiling of 5 kW told (24 A), and not much less; shown as
// measured.
import { play, ready, Vehicle, current, volts, energy, power, sleep, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready(
    {
      keys: { MeterValuesSampledData: 'Current.Import,Voltage,Power.Active.Import,Energy.Active.Import.Register' },
    },
    { nominal_voltage: 208, max_phases: 1 },
  );
  await device.ceiling(5);
  await sleep(1500);
  const car = new Vehicle(charger, {
    every: 4000,
    volts: 208,
    sample: v => [
      energy(v.register()),
      power(Math.round(v.watts())),
      current(v.amps.toFixed(1), 'L1'),
      current(v.amps.toFixed(1), 'L2'),
      volts(208.2, 'L1-L2'),
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
  check(most <= 5.1, `most drawn ${most.toFixed(2)} kW`);
  check(car.kw() <= 5.1 && car.kw() > 4.5, `draws ${car.kw().toFixed(2)} of 5 kW; told ${charger.story()}`);
  check(Math.abs(eye.read.state.currentPower - car.kw()) < 0.2, `shown ${eye.read.state.currentPower}`);
  check(!eye.alarms.size, `alarms [${[...eye.alarms]}]`);
});
