// A one-phase vehicle; the charger copies its one current to L1, L2 and L3 (a known firmware fault); register right,
// no power. Ceiling 7.4.
// Right: the register says a third of U x I: no false alarm when the ceiling goes to 2.3 and is kept, no stop; shown
// by the register.
import { play, ready, Vehicle, energy, current, volts, sleep, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready(
    { keys: { MeterValuesSampledData: 'Current.Import,Voltage,Energy.Active.Import.Register' } },
    { max_phases: 1 },
  );
  await device.ceilingTold(7.4);
  const car = new Vehicle(charger, {
    every: 5000,
    sample: v => [
      energy(v.register()),
      ...['L1', 'L2', 'L3'].flatMap(p => [current(v.amps.toFixed(1), p), volts(230, p)]),
    ],
  });
  await car.begin();
  const eye = watch(device);
  await sleep(60000);
  check(
    car.amps > 31 && !eye.alarms.size,
    `one phase configured: draws ${car.amps} A, alarms [${[...eye.alarms]}]`,
  );
  await device.ceiling(2.3);
  await sleep(100000);
  check(
    !eye.alarms.size && !charger.count('RemoteStopTransaction'),
    `at 2.3 kW: alarms [${[...eye.alarms]}], told ${charger.story()}`,
  );
  check(
    Math.abs(eye.read.state.currentPower - 2.3) < 0.4,
    `shown ${eye.read.state.currentPower} of ${car.kw().toFixed(2)} kW`,
  );
});
