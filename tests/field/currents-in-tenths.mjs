// Currents are told in tenths of amperes (160 for 16 A) as "A", no power, the register is right. 3.68 kW under a
// ceiling of 3.7.
// Right: the register bears out the tenth: 3.68 kW shown, no alarm, the limit stays as it is.
import { play, ready, Vehicle, current, volts, energy, sleep, watch, report } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready(
    { keys: { MeterValuesSampledData: 'Current.Import,Voltage,Energy.Active.Import.Register' } },
    { max_phases: 1 },
  );
  await device.ceiling(3.7);
  const car = new Vehicle(charger, {
    every: 5000,
    sample: v => [energy(v.register()), current(Math.round(v.amps * 10), 'L1'), volts(230, 'L1')],
  });
  await car.begin();
  const eye = watch(device),
    at = Date.now();
  await sleep(100000);
  check(
    Math.abs(eye.read.state.currentPower - 3.68) < 0.3,
    `shown ${eye.read.state.currentPower}, drawn ${car.kw().toFixed(2)}`,
  );
  check(!eye.alarms.size && eye.highest < 10, `alarms [${[...eye.alarms]}], highest ${eye.highest}`);
  check(charger.limits(at).length <= 1, `limits ${charger.story(at)}`);
});
