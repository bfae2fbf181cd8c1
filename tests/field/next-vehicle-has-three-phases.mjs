// The charger refuses TxProfiles. The first vehicle draws on one phase, the next one on three. Ceiling 7.4, nothing
// configured.
// Right: the second begins under the ceiling, or is back within 90 s.
import { play, ready, Vehicle, energy, power, current, volts, sleep } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready();
  const store = charger.answers.SetChargingProfile;
  charger.answers.SetChargingProfile = q =>
    q.csChargingProfiles.chargingProfilePurpose === 'TxProfile' ? { status: 'Rejected' } : store(q);
  await device.ceilingTold(7.4);
  const car = new Vehicle(charger, {
    every: 4000,
    most: 32,
    sample: v => [
      energy(v.register()),
      power(Math.round(v.watts())),
      ...['L1', 'L2', 'L3'].flatMap((p, k) => [current(k < v.phases ? v.amps.toFixed(1) : 0, p), volts(230, p)]),
    ],
  });
  await car.begin();
  await sleep(60000);
  const first = car.kw();
  await charger.stop(car.register(), { reason: 'EVDisconnected' });
  await charger.status('Available');
  await sleep(4000);
  car.phases = 3;
  let over = 0,
    longest = 0;
  const peak = setInterval(() => {
    over = car.kw() > 7.6 ? over + 0.25 : 0;
    longest = Math.max(longest, over);
  }, 250);
  await car.begin();
  await sleep(60000);
  clearInterval(peak);
  check(first > 2.3 && first < 7.5, `the first drew ${first.toFixed(2)} kW`);
  check(
    longest < 20 && car.kw() < 7.5 && car.kw() > 6,
    `the second was over 7.4 kW for ${longest.toFixed(0)} s, now ${car.kw().toFixed(2)}; told ${charger.story()}`,
  );
});
