// The charger's clock loses two seconds in ten (a bad crystal), from the first word on; samples every 5 s. A ceiling
// is halved in between.
// Right: power all along, energy exact, no alarm.
import { play, ready, Vehicle, sleep, session, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  const t0 = Date.now();
  charger.now = () => new Date(t0 + (Date.now() - t0) * 0.8);
  await device.ceiling(7.4);
  const car = new Vehicle(charger, { every: 5000 });
  await car.begin();
  const id = charger.sessions[1];
  await sleep(12000);
  const eye = watch(device, 1000);
  await sleep(60000);
  const low = eye.powers.filter(p => p < 7).length;
  const at = Date.now();
  await device.ceiling(3.7);
  await sleep(60000);
  check(low === 0, `power missing in ${low} of 60 reads`);
  check(
    !eye.alarms.size && charger.limits(at).length <= 2 && Math.abs(eye.read.state.currentPower - 3.68) < 0.1,
    `alarms [${[...eye.alarms]}], shown ${eye.read.state.currentPower}, told ${charger.story(at)}`,
  );
  await charger.stop(car.register(), { reason: 'Local' });
  const t = await session(charger, id);
  check(
    Math.abs(t.energyWh - car.used()) <= 2,
    `session ${t.energyWh} of ${car.used().toFixed(0)} Wh [${t.flags}]`,
  );
});
