// One phase of 230 V; the charger tells 115 V (a wrong divider), currents right, no power; the register is right.
// Ceiling 7.4, one phase.
// Right: never more than 32 A told in effect: 7400 / 115 = 64 A would be 14.7 kW; what flows is shown by the register.
import { play, ready, Vehicle, energy, current, volts, sleep, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready(
    { keys: { MeterValuesSampledData: 'Current.Import,Voltage,Energy.Active.Import.Register' } },
    { max_phases: 1 },
  );
  await device.ceiling(7.4);
  await sleep(1500);
  const car = new Vehicle(charger, {
    every: 5000,
    most: 64,
    sample: v => [energy(v.register()), current(v.amps.toFixed(1), 'L1'), volts(115, 'L1')],
  });
  let over = 0,
    longest = 0,
    most = 0;
  const peak = setInterval(() => {
    most = Math.max(most, car.kw());
    over = car.kw() > 7.8 ? over + 0.25 : 0;
    longest = Math.max(longest, over);
  }, 250);
  await car.begin();
  const eye = watch(device);
  await sleep(165000);
  clearInterval(peak);
  check(
    longest <= 92,
    `over the ceiling for ${longest.toFixed(0)} s at a time, most ${most.toFixed(1)} kW; told ${charger.story()}; alarms [${[...eye.alarms]}]`,
  );
  check(
    Math.abs(eye.read.state.currentPower - car.kw()) < 1,
    `shown ${eye.read.state.currentPower} of ${car.kw().toFixed(2)} kW (${eye.read.metadata.powerSource})`,
  );
});
