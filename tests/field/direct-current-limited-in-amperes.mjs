// A DC charger that takes amperes only (of the direct current), 400 V at the vehicle; SoC told; 30 kW are possible,
// the ceiling is 20.
// Right: never more than 20 kW drawn; once the voltage is known, about 50 A; power shown right.
import { play, ready, Vehicle, current, volts, energy, sampled, sleep, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready(
    {
      vendor: 'DcMaker',
      keys: { MeterValuesSampledData: 'Current.Import,Voltage,SoC,Energy.Active.Import.Register' },
    },
    { direct_current: true, rated_kw: 50 },
  );
  await device.ceilingTold(20);
  const car = new Vehicle(charger, {
    every: 4000,
    volts: 400,
    most: 75,
    least: 1,
    sample: v => [
      energy(v.register(), { location: 'Outlet' }),
      current(v.amps.toFixed(1), { location: 'Outlet' }),
      volts(400, { location: 'Outlet' }),
      sampled('SoC', 'Percent')(55),
    ],
  });
  let most = 0;
  const peak = setInterval(() => {
    if (car.inForce !== Infinity) most = Math.max(most, car.kw());
  }, 200);
  await car.begin();
  const eye = watch(device);
  await sleep(90000);
  clearInterval(peak);
  check(most <= 20.4, `most drawn under a limit ${most.toFixed(1)} of 20 kW; told ${charger.story()}`);
  check(car.kw() > 16, `at the end ${car.kw().toFixed(1)} kW`);
  check(Math.abs(eye.read.state.currentPower - car.kw()) < 1, `shown ${eye.read.state.currentPower} kW`);
  check(!eye.alarms.size, `alarms [${[...eye.alarms]}]`);
});
