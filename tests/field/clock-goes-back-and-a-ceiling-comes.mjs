// In the session the clock goes back by ten minutes (daylight of a time server), 20 s later the ceiling is halved and
// followed.
// Right: power shown all along (a gap of 30 s at most), the ceiling is seen as followed: no alarm, no further limit;
// energy exact.
import { play, ready, Vehicle, sleep, session, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(7.4);
  const car = new Vehicle(charger, { every: 5000 });
  await car.begin();
  const id = charger.sessions[1];
  await sleep(25000);
  charger.shift = -600e3;
  await sleep(20000);
  const eye = watch(device),
    at = Date.now();
  await device.ceiling(3.7);
  await sleep(90000);
  check(
    !eye.alarms.size && charger.limits(at).length <= 2,
    `alarms [${[...eye.alarms]}], limits ${charger.story(at)}`,
  );
  check(
    Math.abs(eye.read.state.currentPower - 3.68) < 0.1,
    `shown ${eye.read.state.currentPower} of 3.68 kW (${eye.read.metadata.powerSource})`,
  );
  await charger.stop(car.register(), { reason: 'Local' });
  const t = await session(charger, id);
  check(
    Math.abs(t.energyWh - car.used()) <= 2,
    `session ${t.energyWh} of ${car.used().toFixed(0)} Wh [${t.flags}]`,
  );
});
