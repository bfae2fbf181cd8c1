// Three phases draw 11 kW, the ceiling of 3.7 is ignored, and only L1 is metered (3.7 kW by U x I); the register is
// right.
// Right: the register proves the excess: LIMIT_NOT_FOLLOWED by 120 s and a sample.
import { play, ready, Vehicle, energy, current, volts, watch, within } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({
    keys: { MeterValuesSampledData: 'Current.Import,Voltage,Energy.Active.Import.Register' },
  });
  await device.ceilingTold(4.2);
  const car = new Vehicle(charger, {
    every: 5000,
    phases: 3,
    suspends: false,
    law: () => 16,
    sample: v => [energy(v.register()), current(v.amps.toFixed(1), 'L1'), volts(230, 'L1')],
  });
  await car.begin();
  const eye = watch(device),
    at = Date.now();
  const when = await within(132000, () => eye.alarms.has('LIMIT_NOT_FOLLOWED') && Date.now() - at);
  check(
    when,
    `LIMIT_NOT_FOLLOWED after ${(when / 1000).toFixed(0)} s; shown ${eye.read?.state.currentPower} of 11.04 kW (${eye.read?.metadata.powerSource})`,
  );
});
