// 240 V told without a phase, one current without a phase, power right; configured as one phase of 240 V; the ceiling
// goes 9.6, 4.8, 9.6.
// Right: 40 and 20 A, each kept, shown as measured.
import { play, peaks, ready, Vehicle, energy, power, current, volts, sleep, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1, nominal_voltage: 240 });
  await device.ceilingTold(9.6);
  const car = new Vehicle(charger, {
    every: 4000,
    volts: 240,
    most: 48,
    sample: v => [energy(v.register()), power(Math.round(v.watts())), current(v.amps.toFixed(1)), volts(240.3)],
  });
  const peak = peaks(car);
  await car.begin();
  await sleep(40000);
  const a = car.kw();
  await device.ceiling(4.8);
  await sleep(20000);
  const b = car.kw(),
    r = await device.read();
  await device.ceiling(9.6);
  await sleep(30000);
  peak.end();
  check(peak.most <= 9.8 && a > 8.8, `at 9.6: ${a.toFixed(2)}, most ever ${peak.most.toFixed(2)} kW`);
  check(
    b <= 4.9 && b > 4.3 && Math.abs(r.state.currentPower - b) < 0.2,
    `at 4.8: ${b.toFixed(2)}, shown ${r.state.currentPower}`,
  );
  check(car.kw() > 8.8 && car.kw() <= 9.8, `again ${car.kw().toFixed(2)}; told ${charger.story()}`);
});
