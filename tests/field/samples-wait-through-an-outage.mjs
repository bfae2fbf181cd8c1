// The link is away for 45 s of a session; the samples of that time come in one burst with their own times, then it
// goes on.
// Right: energy to the Wh, power right at once and not that of the burst, the session is one, no alarm.
import { play, ready, Vehicle, energy, power, sleep, session, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(7.4);
  const car = new Vehicle(charger, { wh: 44000, every: 5000 });
  await car.begin();
  const id = charger.sessions[1];
  await sleep(25000);
  const eye = watch(device, 1000);
  car.tells = false;
  charger.cut();
  const kept = [];
  for (let i = 0; i < 9; ++i) {
    await sleep(5000);
    kept.push([new Date().toISOString(), car.register(), Math.round(car.watts())]);
  }
  car.law = () => 8; // at the return the vehicle takes less
  await sleep(400);
  await charger.connect();
  for (const [at, wh, w] of kept) charger.tell([energy(wh), power(w)], { at });
  car.tells = true;
  await sleep(1000);
  eye.reset();
  await sleep(25000);
  const r = await device.read();
  check(
    Math.abs(r.state.currentPower - 1.84) < 0.2,
    `power after the burst ${r.state.currentPower} of 1.84 kW (${r.metadata.powerSource})`,
  );
  check(eye.highest < 8 && !eye.alarms.size, `highest ${eye.highest} kW, alarms [${[...eye.alarms]}]`);
  await charger.stop(car.register(), { reason: 'Local' });
  const t = await session(charger, id);
  check(
    Math.abs(t.energyWh - car.used()) <= 2,
    `session ${t.energyWh} of ${car.used().toFixed(0)} Wh [${t.flags}]`,
  );
});
