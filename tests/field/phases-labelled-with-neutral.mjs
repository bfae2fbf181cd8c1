// Phases are labelled L1-N, L2-N, L3-N; the neutral has a current too; a total without phase stands beside, all in one
// sample.
// Right: the total once: 11.04 kW; the neutral adds nothing; at most 16 A told for a ceiling of 11.04.
import { play, ready, Vehicle, energy, power, current, volts, sleep, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready();
  await device.ceilingTold(11.04);
  const car = new Vehicle(charger, {
    every: 4000,
    phases: 3,
    sample: v => [
      energy(v.register()),
      power(Math.round(v.watts())),
      ...['L1-N', 'L2-N', 'L3-N'].flatMap(p => [
        power(Math.round(v.watts() / 3), p),
        current(v.amps.toFixed(1), p),
        volts(230, p),
      ]),
      current((v.amps / 4).toFixed(1), 'N'),
    ],
  });
  await car.begin();
  const eye = watch(device);
  await sleep(55000);
  check(
    Math.abs(eye.read.state.currentPower - car.kw()) < 0.2 && eye.highest < 11.6,
    `shown ${eye.read.state.currentPower} (highest ${eye.highest}), drawn ${car.kw().toFixed(2)}`,
  );
  check(car.inForce <= 16 && car.inForce >= 15, `in force ${car.inForce} A`);
  check(!eye.alarms.size, `alarms [${[...eye.alarms]}]`);
});
