// Three phases draw; the clamp of L3 tells 0 A for ever; U of all, no power; the register is right. Ceiling 7.4,
// nothing configured.
// Right: the register tells the third phase: over the ceiling for 90 s at most, and the truth is shown.
import { play, ready, Vehicle, energy, current, volts, sleep, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({
    keys: { MeterValuesSampledData: 'Current.Import,Voltage,Energy.Active.Import.Register' },
  });
  await device.ceiling(7.4);
  await sleep(1500);
  const car = new Vehicle(charger, {
    every: 5000,
    phases: 3,
    most: 32,
    sample: v => [
      energy(v.register()),
      ...['L1', 'L2', 'L3'].flatMap((p, k) => [current(k < 2 ? v.amps.toFixed(1) : 0, p), volts(230, p)]),
    ],
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
