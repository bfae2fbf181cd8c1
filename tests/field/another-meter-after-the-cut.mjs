// In mid-session the mains fail; afterwards another register answers, far above the old one (5,000,000 after 100,000).
// meterStop is of the new one.
// Right: both parts, nothing of the jump.
import { play, ready, Vehicle, sleep, session, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  const car = new Vehicle(charger, { wh: 100000, every: 4000 });
  await car.begin();
  const id = charger.sessions[1];
  await sleep(32000);
  await car.speak();
  const first = car.used();
  charger.cut();
  await sleep(4000);
  car.wh = 5000000;
  await charger.connect();
  await charger.boot();
  await charger.status('Charging');
  await car.speak();
  const eye = watch(device, 1000);
  await sleep(40000);
  await charger.stop(car.register(), { reason: 'Local' });
  const t = await session(charger, id),
    flowed = first + car.wh - 5000000;
  check(
    t.energyWh <= flowed + 2 && t.energyWh >= flowed - 10,
    `session ${t.energyWh} of ${flowed.toFixed(0)} Wh (${t.energySource}) [${t.flags}]`,
  );
  check(eye.highest < 8, `highest power ${eye.highest}`);
});
