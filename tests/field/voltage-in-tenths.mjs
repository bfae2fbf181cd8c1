// Voltage is told in tenths (2304 "V"), currents right, no power; the register is right. Ceiling 3.7.
// Right: such a voltage is not believed: 3.68 kW shown, 16 A told, never less or more.
import { play, ready, Vehicle, energy, current, volts, sleep, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready(
    { keys: { MeterValuesSampledData: 'Current.Import,Voltage,Energy.Active.Import.Register' } },
    { max_phases: 1 },
  );
  await device.ceilingTold(3.7);
  const car = new Vehicle(charger, {
    every: 4000,
    sample: v => [energy(v.register()), current(v.amps.toFixed(1), 'L1'), volts(2304, 'L1')],
  });
  await car.begin();
  await sleep(6000);
  const eye = watch(device, 1000);
  await sleep(55000);
  check(
    Math.abs(eye.read.state.currentPower - 3.68) < 0.2 && eye.highest < 4.5,
    `shown ${eye.read.state.currentPower}, highest ${eye.highest}`,
  );
  check(
    car.inForce >= 15 && car.inForce <= 16.1 && !eye.alarms.size,
    `in force ${car.inForce} A, alarms [${[...eye.alarms]}]`,
  );
});
