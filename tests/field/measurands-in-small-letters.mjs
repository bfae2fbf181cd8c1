// Measurands in small letters ("power.active.import") or with a space behind; units are right.
// Right: they can mean one thing only: 7.36 kW, energy exact; counted as a quirk.
import { play, ready, Vehicle, sampled, sleep, session, report } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready();
  const car = new Vehicle(charger, {
    every: 4000,
    sample: v => [
      sampled('energy.active.import.register', 'Wh')(v.register()),
      sampled('Power.Active.Import ', 'W')(Math.round(v.watts())),
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
    `session ${t.energyWh} of ${car.used().toFixed(0)} Wh (${t.energySource}) [${t.flags}]; quirks ${JSON.stringify((await report(charger)).counters.quirks)}`,
  );
});
