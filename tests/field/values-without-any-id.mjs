// MeterValues never carry a transactionId; start and stop do. Two sessions follow each other.
// Right: each value belongs to the session it falls in; energies exact, first and last Wh too.
import { play, ready, Vehicle, sleep, session } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready();
  for (let round = 1; round <= 2; ++round) {
    const car = new Vehicle(charger, { every: 4000, wh: 5000 + round * 1000, label: { transactionId: undefined } });
    await car.begin();
    const id = charger.sessions[1];
    await sleep(26000);
    const r = await device.read();
    await charger.stop(car.register(), { reason: 'Local' });
    await charger.status('Finishing');
    await charger.status('Available');
    car.silence();
    const t = await session(charger, id);
    check(
      Math.abs(t.energyWh - car.used()) <= 1.5,
      `session ${round}: ${t.energyWh} of ${car.used().toFixed(0)} Wh [${t.flags}]`,
    );
    check(Math.abs(r.state.currentPower - 7.36) < 0.1, `power ${r.state.currentPower}`);
  }
});
