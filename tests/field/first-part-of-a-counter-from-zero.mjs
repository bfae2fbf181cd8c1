// The register begins at 0 in each session, meterStart 0; the first sample comes after 30 s with what flowed until
// then.
// Right: the part before the first sample belongs to the session.
import { play, ready, Vehicle, sleep, session } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready();
  const figures = [];
  for (let round = 0; round < 2; ++round) {
    const car = new Vehicle(charger, { wh: 0, every: 15000, phases: 3, most: 16 });
    await car.begin();
    const id = charger.sessions[1];
    await sleep(50000);
    const flowed = car.used();
    await charger.stop(car.register(), { reason: 'EVDisconnected' });
    car.silence();
    await charger.status('Available');
    const t = await session(charger, id);
    check(
      Math.abs(t.energyWh - flowed) <= 2,
      `session ${round + 1}: ${t.energyWh} of ${flowed.toFixed(0)} Wh (${t.energySource}) [${t.flags}]`,
    );
    await sleep(2000);
  }
});
