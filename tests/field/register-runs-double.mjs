// Power, current and voltage agree on 7.36 kW, the register runs twice as fast (wrong pulse constant). Ceiling 7.4.
// Right: two agreeing sources bound the third: 7.36 kW shown, no alarm, no further limit, no stop.
import { play, ready, Vehicle, energy, power, current, volts, sleep, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceilingTold(7.4);
  const car = new Vehicle(charger, {
    every: 5000,
    sample: v => [
      energy(2 * v.register()),
      power(Math.round(v.watts())),
      current(v.amps.toFixed(1), 'L1'),
      volts(230, 'L1'),
    ],
    meterStart: 200000,
  });
  await car.begin();
  const eye = watch(device),
    at = Date.now();
  await sleep(120000);
  check(
    eye.highest < 7.6 && Math.abs(eye.read.state.currentPower - 7.36) < 0.1,
    `shown ${eye.read.state.currentPower}, highest ${eye.highest}`,
  );
  check(
    !eye.alarms.size && charger.limits(at).length <= 1 && !charger.count('RemoteStopTransaction'),
    `alarms [${[...eye.alarms]}], told ${charger.story()}`,
  );
});
