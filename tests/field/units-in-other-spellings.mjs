// Units in other letters: "kwh", "KW", "a", "volt"; the measurands are right.
// Right: read for what they can only mean: 7.36 kW, energy exact.
import { play, ready, Vehicle, energy, power, current, volts, sleep, session } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready();
  const car = new Vehicle(charger, {
    every: 4000,
    sample: v => [
      energy((v.register() / 1000).toFixed(3), { unit: 'kwh' }),
      power((v.watts() / 1000).toFixed(2), { unit: 'KW' }),
      current(v.amps.toFixed(1), { unit: 'a', phase: 'l1' }),
      volts(230, { unit: 'volt', phase: 'l1' }),
    ],
  });
  await car.begin();
  const id = charger.sessions[1];
  await sleep(30000);
  const r = await device.read();
  await charger.stop(0, { reason: 'Local' });
  const t = await session(charger, id);
  check(
    Math.abs(r.state.currentPower - 7.36) < 0.1,
    `shown ${r.state.currentPower} kW (${r.metadata.powerSource})`,
  );
  check(
    t.energyWh <= car.used() + 1 && t.energyWh >= car.used() - 10,
    `session ${t.energyWh} of ${car.used().toFixed(0)} Wh (${t.energySource}) [${t.flags}]`,
  );
});
