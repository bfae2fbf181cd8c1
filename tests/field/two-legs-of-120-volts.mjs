// Split phase: voltages 120 V as L1-N and L2-N, one current told for both legs, no power. nominal_voltage 240, one
// phase.
// Right: 7.2 kW at 30 A: at most 30 A told for a ceiling of 7.2; shown right.
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
      volts(120, 'L1-N'),
      volts(120, 'L2-N'),
    ],
  });
  let most = 0;
  const peak = setInterval(() => {
    most = Math.max(most, car.kw());
  }, 200);
  await car.begin();
  const eye = watch(device);
  await sleep(90000);
  clearInterval(peak);
  check(most <= 7.3, `most drawn ${most.toFixed(2)} of 7.2 kW; told ${charger.story()}`);
  check(car.kw() > 6.4, `draws ${car.kw().toFixed(2)}`);
  check(most <= 7.3 || eye.alarms.has('LIMIT_NOT_FOLLOWED'), `alarms [${[...eye.alarms]}]`);
  check(Math.abs(eye.read.state.currentPower - car.kw()) < 0.3, `shown ${eye.read.state.currentPower} kW`);
});
