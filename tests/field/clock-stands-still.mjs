// The charger's clock stands still: all its messages bear one and the same time.
// Right: values are no repeats of each other: power follows, energy exact, a second session is one of its own.
import { play, ready, Vehicle, sleep, session } from './charger.mjs';
await play(async check => {
  const still = new Date().toISOString();
  const { charger, device } = await ready({ clockText: () => still }, { max_phases: 1 });
  const ids = [];
  for (let round = 1; round <= 2; ++round) {
    const car = new Vehicle(charger, { every: 5000, wh: 41000 + 500 * round });
    await car.begin();
    ids.push(charger.sessions[1]);
    await sleep(32000);
    const a = await device.read();
    car.law = () => 10;
    await sleep(12000);
    const b = await device.read();
    check(
      Math.abs(a.state.currentPower - 7.36) < 0.1 && Math.abs(b.state.currentPower - 2.3) < 0.1,
      `session ${round}: shown ${a.state.currentPower}, then ${b.state.currentPower} of 7.36, 2.3 kW`,
    );
    await charger.stop(car.register(), { reason: 'Local' });
    await charger.status('Available');
    car.silence();
    const t = await session(charger, ids.at(-1));
    check(Math.abs(t.energyWh - car.used()) <= 2, `${t.energyWh} of ${car.used().toFixed(0)} Wh [${t.flags}]`);
  }
  check(ids[0] !== ids[1], `ids ${ids}`);
});
